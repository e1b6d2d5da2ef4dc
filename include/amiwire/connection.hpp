/* A connection over TCP or TLS; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_CONNECTION_HPP
#define AMIWIRE_CONNECTION_HPP

#include "message.hpp"
#include "packet.hpp"
#include "session.hpp"

#include <chrono>
#include <memory>

namespace amiwire {

/** Where to connect, as whom; see amiwire_conn_config. Its texts are not kept
 * after the connection is open. */
struct config : amiwire_conn_config {
    config() noexcept : amiwire_conn_config AMIWIRE_CONN_CONFIG_INIT {}
};

/** A wait without end. */
inline constexpr std::chrono::milliseconds forever{AMIWIRE_FOREVER};

/**
 * A connection. One thread receives; others may send(), set_events() and
 * interrupt() meanwhile, but not move it.
 */
class connection {
public:
    class iterator;
    class answers;

    /** None. */
    connection() noexcept = default;
    /** Connects, checks that the peer is a manager, and logs in. */
    explicit connection(const config &config)
    {
        std::error_code code;
        std::string detail;

        *this = open(config, code, &detail);
        if (code) {
            std::int32_t os_error = 0;

            amiwire_conn_detail(nullptr, &os_error);
            throw error(code, detail, os_error);
        }
    }
    /** The same without throwing for a status; `*detail` gets what it adds. */
    static connection open(config config, std::error_code &code, std::string *detail = nullptr)
    {
        char text[512] = "";
        connection made;
        amiwire_conn *conn = nullptr;

        if (config.detail == nullptr) {
            config.detail = text;
            config.detail_size = sizeof text;
        }
        code = detail::code(amiwire_conn_open(&config, &conn));
        made.conn_.reset(conn);
        if (detail && code && config.detail_size > 0)
            *detail = config.detail;
        return made;
    }
    /** Over a transport of yours; amiwire_conn_open_transport() says with which
     * errors it stays yours. */
    static connection open(const config &config, const amiwire_transport &transport, std::error_code &code) noexcept
    {
        connection made;
        amiwire_conn *conn = nullptr;

        code = detail::code(amiwire_conn_open_transport(&config, &transport, &conn));
        made.conn_.reset(conn);
        return made;
    }
    /** Whether there is one. */
    explicit operator bool() const noexcept { return conn_ != nullptr; }
    /** Logs off if that goes without waiting, and closes. */
    void close() noexcept { conn_.reset(); }

    /**
     * Waits for the next packet, which is good until the next receiving call.
     * NULL without an error is a notice: outcome() has it, with the status of a
     * cut and of a failed attempt, to which detail() adds. Else `code` is
     * what amiwire_conn_recv() returns: PEER_SILENT when the time is over,
     * WOULD_BLOCK, INTERRUPTED, a packet over a limit, which is skipped; or
     * CLOSED or whatever else ended the connection, of which is_fatal() is true.
     */
    const packet *recv(std::chrono::milliseconds wait, std::error_code &code) noexcept
    {
        amiwire_packet found;
        const std::int32_t rc = amiwire_conn_recv(conn_.get(), &found, wait.count());

        return take(rc, found, code);
    }
    /**
     * The same, but throws what else there is: is_fatal() of the error tells an
     * end from a packet over a limit, behind which the next call goes on. NULL
     * is a notice, or that the time is over, or INTERRUPTED, or CLOSED, and
     * last() tells which.
     */
    const packet *recv(std::chrono::milliseconds wait = forever)
    {
        const packet *found = recv(wait, last_);

        if (last_.value() < 0 && last_ != status::PEER_SILENT && last_ != status::INTERRUPTED)
            fail(last_);
        return found;
    }
    /** What the last recv() without an error_code came to, or the last step of a
     * range: CLOSED or INTERRUPTED behind its end. */
    std::error_code last() const noexcept { return last_; }
    /** What the packet that was last received means, or the notice. */
    amiwire::outcome outcome() const noexcept
    {
        amiwire::outcome found = {};

        amiwire_conn_outcome(conn_.get(), &found);
        return found;
    }
    /** The packets that come until the exchange closes, or interrupt(). A notice is
     * a packet without headers, so that a loop that asks for titles needs no case
     * for it: outcome() has it, AMIWIRE_WHAT_LOST where events were dropped. Packets
     * over the limit are passed over; other errors are thrown. */
    iterator begin();
    iterator end() noexcept;

    /** Sends an action. Its answer comes out of recv(), with `tag`, a number
     * from 1 to 2^63 - 1. */
    void send(std::uint64_t tag, const message &action)
    {
        std::error_code code;

        check_sendable(action);
        send(tag, action, code);
        if (code)
            fail(code);
    }
    void send(std::uint64_t tag, const message &action, std::error_code &code)
    {
        const std::vector<amiwire_field> list = action.fields();
        std::int32_t rc = action.refused();

        if (rc == AMIWIRE_OK)
            rc = amiwire_conn_send(conn_.get(), tag, action.title().c_str(), list.data(), list.size());
        code = detail::code(rc);
    }
    /** The same with what is particular about this action. */
    void send_as(std::uint64_t tag, const message &action, const action_options &options)
    {
        std::error_code code;

        check_sendable(action);
        send_as(tag, action, options, code);
        if (code)
            fail(code);
    }
    void send_as(std::uint64_t tag, const message &action, const action_options &options, std::error_code &code)
    {
        const std::vector<amiwire_field> list = action.fields();
        std::int32_t rc = action.refused();

        if (rc == AMIWIRE_OK)
            rc = amiwire_conn_send_as(conn_.get(), tag, action.title().c_str(), list.data(), list.size(), &options);
        code = detail::code(rc);
    }
    /**
     * Sends an action and waits for its whole answer: the response, also one
     * that says Error, behind which answer() has the rest. A limit of 0 is
     * action_ms of the config. Throws TRUNCATED, PACKET_TOO_LARGE and its kin for
     * an answer that is too large: part() and then answer() have what had come.
     * After a cut it first waits for the connection to be made again, within the
     * same limit: see amiwire_conn_call().
     */
    const packet &call(const message &action, std::chrono::milliseconds limit = {})
    {
        std::error_code code;

        check_sendable(action);
        const packet &found = call(action, code, limit);

        if (code)
            fail(code);
        return found;
    }
    /** The same without throwing; a packet without headers if there is none. */
    const packet &call(const message &action, std::error_code &code, std::chrono::milliseconds limit = {})
    {
        const std::vector<amiwire_field> list = action.fields();
        amiwire_packet found = packet().c();
        std::int32_t rc = action.refused();

        if (rc == AMIWIRE_OK)
            rc = amiwire_conn_call(conn_.get(), action.title().c_str(), list.data(), list.size(), limit.count(),
                                   &found);
        code = detail::code(rc);
        part_ = packet(found);
        return part_;
    }
    /** A call with what is particular about this action, its time limit included. */
    const packet &call_as(const message &action, const action_options &options)
    {
        std::error_code code;

        check_sendable(action);
        const packet &found = call_as(action, options, code);

        if (code)
            fail(code);
        return found;
    }
    const packet &call_as(const message &action, const action_options &options, std::error_code &code)
    {
        const std::vector<amiwire_field> list = action.fields();
        amiwire_packet found = packet().c();
        std::int32_t rc = action.refused();

        if (rc == AMIWIRE_OK)
            rc = amiwire_conn_call_as(conn_.get(), action.title().c_str(), list.data(), list.size(), &options, &found);
        code = detail::code(rc);
        part_ = packet(found);
        return part_;
    }
    /** The first packet of the last call(), also of one that threw for an answer that
     * was too large: of a response the lines so far. Without headers if there is
     * none. It is good until the first step through answer(), or the next receiving
     * call, and without headers from then on: take what you need of it before. */
    const packet &part() const noexcept { return part_; }
    /** The packets of the answer behind the response, to be gone through once. */
    answers answer() noexcept;

    /** Answers AMIWIRE_WHAT_BANNER; `login` is AMIWIRE_LOGIN_. */
    void login(const char *username, const char *secret, std::uint32_t login = AMIWIRE_LOGIN_PLAIN)
    {
        check(amiwire_conn_login(conn_.get(), username, secret, login));
    }
    /** Asks for other events. */
    void set_events(const char *mask) { check(amiwire_conn_set_events(conn_.get(), mask)); }
    /** Ends a receiving call of another thread, or the next one. */
    void interrupt() noexcept { amiwire_conn_interrupt(conn_.get()); }

    /** The descriptor, to wait on until it is readable; -1 if there is none. */
    int fd() const noexcept { return amiwire_conn_fd(conn_.get()); }
    /** How long to wait on it at most; forever if for nothing else. */
    std::chrono::milliseconds wait_limit() const noexcept
    {
        return std::chrono::milliseconds(amiwire_conn_wait_ms(conn_.get()));
    }
    /** Receive before you wait on it while this is not 0. */
    std::size_t buffered() const noexcept { return amiwire_conn_buffered(conn_.get()); }
    /** The version in the greeting, until the next receiving call. */
    std::string_view version() const noexcept
    {
        amiwire_slice version = {nullptr, 0};

        amiwire_conn_version(conn_.get(), &version);
        return view(version);
    }
    /** The value of a counter; 0 if there is none of that name. */
    std::uint64_t counter(const char *name) const noexcept
    {
        std::uint64_t value = 0;

        amiwire_conn_counter(conn_.get(), name, &value);
        return value;
    }
    /** What this thread's last call on the connection adds to its status, or, after
     * a notice, to that of outcome(): see amiwire_conn_detail(). */
    std::string_view detail(int *os_error = nullptr) const noexcept
    {
        std::int32_t number = 0;
        const char *text = amiwire_conn_detail(conn_.get(), &number);

        if (os_error)
            *os_error = number;
        return text;
    }

    /** For the functions of amiwire.h. */
    amiwire_conn *c() const noexcept { return conn_.get(); }

private:
    struct closer {
        void operator()(amiwire_conn *conn) const noexcept { amiwire_conn_close(conn); }
    };

    /** What is refused before the library is asked has no detail of its. */
    static void check_sendable(const message &action)
    {
        const std::int32_t rc = action.refused();

        if (rc != AMIWIRE_OK)
            throw error(detail::code(rc), std::string(), 0);
    }
    [[noreturn]] void fail(std::error_code code) const
    {
        int os_error = 0;
        const std::string text(detail(&os_error));

        throw error(code, text, os_error);
    }
    void check(std::int32_t rc) const
    {
        if (rc != AMIWIRE_OK)
            fail(detail::code(rc));
    }
    const packet *take(std::int32_t rc, const amiwire_packet &found, std::error_code &code) noexcept
    {
        code = detail::code(rc == AMIWIRE_NOTICE ? AMIWIRE_OK : rc);
        part_ = packet(); /* its memory may be gone */
        if (rc != AMIWIRE_OK)
            return nullptr;
        packet_ = packet(found);
        return &packet_;
    }

    std::unique_ptr<amiwire_conn, closer> conn_;
    packet packet_, part_;
    std::error_code last_;
};

/** Over what comes; each step waits. */
class connection::iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = packet;
    using difference_type = std::ptrdiff_t;
    using reference = const packet &;
    using pointer = const packet *;

    iterator() noexcept = default;
    explicit iterator(connection *connection) : connection_(connection) { ++*this; }

    reference operator*() const noexcept { return *packet_; }
    pointer operator->() const noexcept { return packet_; }
    iterator &operator++()
    {
        std::error_code code;

        do
            packet_ = connection_->recv(forever, code);
        while (packet_ == nullptr && detail::skipped(code));
        connection_->last_ = code;
        if (packet_ == nullptr && !code) {
            connection_->packet_ = packet();
            packet_ = &connection_->packet_;
        }
        if (code && code != status::CLOSED && code != status::INTERRUPTED)
            connection_->fail(code);
        return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator &a, const iterator &b) noexcept { return a.packet_ == b.packet_; }
    friend bool operator!=(const iterator &a, const iterator &b) noexcept { return a.packet_ != b.packet_; }

private:
    connection *connection_ = nullptr;
    const packet *packet_ = nullptr;
};

inline connection::iterator connection::begin()
{
    return iterator(this);
}

inline connection::iterator connection::end() noexcept
{
    return {};
}

/** What follows the response of the last call(); throws TRUNCATED where a
 * packet is missing. */
class connection::answers {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = packet;
        using difference_type = std::ptrdiff_t;
        using reference = const packet &;
        using pointer = const packet *;

        iterator() noexcept = default;
        explicit iterator(connection *connection) : connection_(connection) { ++*this; }

        reference operator*() const noexcept { return connection_->packet_; }
        pointer operator->() const noexcept { return &connection_->packet_; }
        iterator &operator++()
        {
            amiwire_packet found;
            const std::int32_t rc = amiwire_conn_answer(connection_->conn_.get(), &found);

            connection_->part_ = packet(); /* its memory has the next one */
            if (rc == AMIWIRE_OK)
                connection_->packet_ = packet(found);
            else if (rc != AMIWIRE_NO_EVENT)
                connection_->fail(detail::code(rc));
            else
                connection_ = nullptr;
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator &a, const iterator &b) noexcept
        {
            return a.connection_ == b.connection_;
        }
        friend bool operator!=(const iterator &a, const iterator &b) noexcept { return !(a == b); }

    private:
        connection *connection_ = nullptr;
    };

    explicit answers(connection *connection) noexcept : connection_(connection) {}
    iterator begin() const { return iterator(connection_); }
    iterator end() const noexcept { return {}; }

private:
    connection *connection_;
};

inline connection::answers connection::answer() noexcept
{
    return answers(this);
}

} // namespace amiwire

#endif /* AMIWIRE_CONNECTION_HPP */
