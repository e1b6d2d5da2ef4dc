/* A session without socket and clock; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_SESSION_HPP
#define AMIWIRE_SESSION_HPP

#include "message.hpp"
#include "packet.hpp"
#include "reader.hpp"

#include <chrono>
#include <memory>
#include <random>

namespace amiwire {

/** What a packet means, or something that happened without one. */
using outcome = amiwire_outcome;

/** How a session behaves; see amiwire_session_options. The seed is random. */
struct session_options : amiwire_session_options {
    /** Throws what std::random_device does where there is no randomness. */
    session_options() : amiwire_session_options AMIWIRE_SESSION_OPTIONS_INIT
    {
        std::random_device random;
        seed = static_cast<std::uint64_t>(random()) << 32 | random();
    }
};

/** What is particular about one action; see amiwire_action_options. Its texts are
 * not kept after the call that takes it. */
struct action_options : amiwire_action_options {
    action_options() noexcept : amiwire_action_options AMIWIRE_ACTION_OPTIONS_INIT {}
    /** With a time limit of its own; session::no_limit for none. */
    explicit action_options(std::chrono::nanoseconds time) noexcept : action_options()
    {
        limit = time == time.max() ? UINT64_MAX : static_cast<std::uint64_t>(time.count());
    }
};

/**
 * Who answers whom: greeting, login, actions in flight. It opens no socket and
 * reads no clock; see "Session" in amiwire.h for what a turn is.
 */
class session {
public:
    /** Points of a clock that does not go backwards, never before its epoch. */
    using time_point = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
    using duration = std::chrono::nanoseconds;

    /** No time limit. */
    static constexpr duration no_limit = duration::max();

    /** One for so many actions in flight, and so many bytes to be sent. */
    explicit session(time_point now, std::size_t actions = 32, std::size_t queue = 16384,
                     const session_options &options = {})
        : memory_(new memory), slots_(new amiwire_slot[actions]), queue_(new std::uint8_t[queue])
    {
        detail::check(amiwire_session_init(memory_.get(), sizeof(memory), slots_.get(), actions, queue_.get(), queue,
                                           &options, nanoseconds(now), &session_));
    }

    /** AMIWIRE_PHASE_. */
    std::uint32_t phase() const noexcept { return amiwire_session_phase(session_); }
    bool logged_in() const noexcept { return phase() == AMIWIRE_PHASE_LOGGED_IN; }
    /** The version in the greeting: a hint only. */
    std::string_view version() const noexcept { return view(amiwire_session_version(session_)); }
    std::size_t in_flight() const noexcept { return amiwire_session_in_flight(session_); }
    bool fully_booted() const noexcept { return amiwire_session_fully_booted(session_) != 0; }

    /** Queue a login, or what leads to one. Throw, for instance BAD_STATE if it
     * is not the time for it. `events` is the event mask, or NULL. */
    void login(const char *username, const char *secret, const char *events = nullptr)
    {
        detail::check(amiwire_session_login(session_, username, secret, events));
    }
    void challenge() { detail::check(amiwire_session_challenge(session_)); }
    void login_md5(const char *username, const char *secret, const char *events = nullptr)
    {
        detail::check(amiwire_session_login_md5(session_, username, secret, events));
    }
    void set_events(const char *mask) { detail::check(amiwire_session_set_events(session_, mask)); }
    void logoff() { detail::check(amiwire_session_logoff(session_)); }

    /** Queues an action, whose answer comes back with `tag`, a number from 1 to
     * 2^63 - 1. A limit of 0 is that of the options. */
    void submit(std::uint64_t tag, const message &action, time_point now, duration limit = {})
    {
        std::error_code code;
        std::size_t refused = 0;

        submit(tag, action, now, code, limit, &refused);
        if (code)
            throw error(code, refused > 0 ? "header " + std::to_string(refused) : std::string());
    }
    /** The same without throwing; `*refused` gets the number of the refused
     * header, the ActionID being 1. */
    void submit(std::uint64_t tag, const message &action, time_point now, std::error_code &code, duration limit = {},
                std::size_t *refused = nullptr)
    {
        submit_as(tag, action, action_options(limit), now, code, refused);
    }
    /** The same with what is particular about this action. */
    void submit_as(std::uint64_t tag, const message &action, const action_options &options, time_point now)
    {
        std::error_code code;
        std::size_t refused = 0;

        submit_as(tag, action, options, now, code, &refused);
        if (code)
            throw error(code, refused > 0 ? "header " + std::to_string(refused) : std::string());
    }
    void submit_as(std::uint64_t tag, const message &action, const action_options &options, time_point now,
                   std::error_code &code, std::size_t *refused = nullptr)
    {
        const std::vector<amiwire_field> list = action.fields();
        std::int32_t rc = action.refused(refused);

        if (rc == AMIWIRE_OK)
            rc = amiwire_session_submit_as(session_, tag, action.title().c_str(), list.data(), list.size(), &options,
                                           nanoseconds(now), refused);
        else if (refused && *refused > 0)
            ++*refused; /* the ActionID stands before it */
        code = detail::code(rc);
    }

    /** Says that the reader was given bytes: call it after each commit(). It
     * shows that the peer lives, if there were enough, and announces. Throws
     * BAD_BANNER where the greeting is awaited and this is none. */
    void heard(reader &reader, time_point now)
    {
        detail::check(amiwire_session_heard(session_, reader.c(), nanoseconds(now)));
    }
    /** The same without throwing. */
    void heard(reader &reader, time_point now, std::error_code &code) noexcept
    {
        code = detail::code(amiwire_session_heard(session_, reader.c(), nanoseconds(now)));
    }
    /** Announces to the reader whose texts may come: call it before each next() of a
     * reader whose options.text is AMIWIRE_TEXT_ANNOUNCED. */
    void announce(reader &reader) const noexcept { amiwire_session_announce(session_, reader.c()); }

    /** What a packet means. Every packet of the reader is handed over, in
     * order. Throws BAD_BANNER, BAD_STATE. */
    outcome handle(const packet &packet, time_point now)
    {
        outcome told = {};

        detail::check(amiwire_session_handle(session_, &packet.c(), nanoseconds(now), &told));
        return told;
    }
    outcome handle(const packet &packet, time_point now, std::error_code &code) noexcept
    {
        outcome told = {};

        code = detail::code(amiwire_session_handle(session_, &packet.c(), nanoseconds(now), &told));
        return told;
    }
    /** What a packet meant that the reader has just refused: call it when next() set a
     * code, and before anything else is done with the reader. None if it belongs to
     * no action of this session. */
    std::optional<outcome> refused(reader &reader, time_point now) noexcept
    {
        outcome told = {};

        if (amiwire_session_refused(session_, reader.c(), nanoseconds(now), &told) != AMIWIRE_OK)
            return std::nullopt;
        return told;
    }
    /** Gives an action in flight up: its place is free at once, and what still comes of
     * its answer is AMIWIRE_WHAT_EXTRA. Whether it was in flight. */
    bool give_up(std::uint64_t tag) noexcept { return amiwire_session_give_up(session_, tag) == AMIWIRE_OK; }
    /** What the passing of time means: call until there is nothing more. Read what
     * has arrived first: an answer that was not read yet counts as missing. */
    std::optional<outcome> handle_timeout(time_point now) noexcept
    {
        outcome told;

        if (amiwire_session_handle_timeout(session_, nanoseconds(now), &told) != AMIWIRE_OK)
            return std::nullopt;
        return told;
    }
    /** When that is to be called, if no packet comes before. */
    std::optional<time_point> deadline() const noexcept
    {
        std::uint64_t time;

        if (amiwire_session_deadline(session_, &time) != AMIWIRE_OK)
            return std::nullopt;
        return time_point(duration(time > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(time)));
    }
    /** The bytes to send now; empty if there are none. */
    std::string_view transmit() const noexcept
    {
        amiwire_slice bytes = {nullptr, 0};

        amiwire_session_transmit(session_, &bytes);
        return view(bytes);
    }
    /** Says that so many of them were sent; throws COMMIT_TOO_LARGE. */
    void sent(std::size_t n) { detail::check(amiwire_session_sent(session_, n)); }

    /** Says that the connection has ended. */
    void cut(time_point now) noexcept { amiwire_session_cut(session_, nanoseconds(now)); }
    /** Says that there is one again; throws BAD_STATE. */
    void connected(time_point now) { detail::check(amiwire_session_connected(session_, nanoseconds(now))); }

    /** For the functions of amiwire.h. */
    amiwire_session *c() noexcept { return session_; }

private:
    using memory = amiwire_session_memory;

    static std::uint64_t nanoseconds(time_point time) noexcept
    {
        const auto count = time.time_since_epoch().count();
        return count < 0 ? 0 : static_cast<std::uint64_t>(count);
    }

    std::unique_ptr<memory> memory_;
    std::unique_ptr<amiwire_slot[]> slots_;
    std::unique_ptr<std::uint8_t[]> queue_;
    amiwire_session *session_ = nullptr;
};

} // namespace amiwire

#endif /* AMIWIRE_SESSION_HPP */
