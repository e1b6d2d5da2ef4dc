/* A stream into packets; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_READER_HPP
#define AMIWIRE_READER_HPP

#include "packet.hpp"

#include <cstring>
#include <memory>

namespace amiwire {

/** How a reader reads; see amiwire_reader_options. */
struct reader_options : amiwire_reader_options {
    reader_options() noexcept : amiwire_reader_options AMIWIRE_READER_OPTIONS_INIT {}
};

/** Bytes that may be written. */
struct room {
    char *data;
    std::size_t size;
};

/**
 * Reads a stream that comes in pieces of any size.
 *
 *    amiwire::reader reader;
 *    for (;;) {
 *        amiwire::room room = reader.space();
 *        ssize_t n = recv(fd, room.data, room.size, 0);
 *        if (n <= 0)
 *            break;
 *        reader.commit(n);
 *        for (const amiwire::packet &packet : reader.packets())
 *            look_at(packet);
 *    }
 */
class reader {
public:
    class range;

    /** One that takes packets of so many bytes and lines. */
    explicit reader(std::size_t bytes = 65536, std::size_t lines = 1024, const reader_options &options = {})
        : memory_(new memory), storage_(new std::uint8_t[bytes]), index_(new std::uint32_t[AMIWIRE_INDEX_FOR(lines)])
    {
        detail::check(amiwire_reader_init(memory_.get(), sizeof(memory), storage_.get(), bytes, index_.get(),
                                          AMIWIRE_INDEX_FOR(lines), &options, &reader_));
    }

    /** Where the next bytes of the stream are to be written. */
    room space() noexcept
    {
        std::uint8_t *data = nullptr;
        std::size_t size = 0;

        amiwire_reader_space(reader_, &data, &size);
        return {reinterpret_cast<char *>(data), size};
    }
    /** Says that so many were; throws COMMIT_TOO_LARGE. */
    void commit(std::size_t n) { detail::check(amiwire_reader_commit(reader_, n)); }
    /** Copies bytes in, as many as there is room for; how many those were. */
    std::size_t feed(std::string_view bytes) noexcept
    {
        const room to = space();
        const std::size_t n = bytes.size() < to.size ? bytes.size() : to.size;

        if (n > 0)
            std::memcpy(to.data, bytes.data(), n);
        amiwire_reader_commit(reader_, n);
        return n;
    }

    /** The next packet, good until the next call, or NULL: then `code` is set
     * for a packet over the limit, behind which the next call goes on, and not
     * set if more bytes are needed. */
    const packet *next(std::error_code &code) noexcept
    {
        amiwire_packet found;
        const std::int32_t rc = amiwire_reader_next(reader_, &found);

        code = detail::code(rc == AMIWIRE_NEED_MORE ? AMIWIRE_OK : rc);
        if (rc != AMIWIRE_OK)
            return nullptr;
        packet_ = packet(found);
        return &packet_;
    }
    /** The same, but throws for a packet over the limit. */
    const packet *next()
    {
        std::error_code code;
        const packet *found = next(code);

        if (code)
            throw error(code, "at byte " + std::to_string(last_error().offset));
        return found;
    }
    /** All packets until more bytes are needed. Those over a limit are passed
     * over: the counters packets_too_large, too_many_headers and lines_too_long
     * say how many, last_error() more about the last one. */
    range packets() noexcept;

    /** More about the last packet that was over the limit; zeroes if none was. */
    amiwire_error last_error() const noexcept
    {
        amiwire_error found = {0, 0, AMIWIRE_OK, 0};

        amiwire_reader_error(reader_, &found);
        return found;
    }
    /** Lets `Response: Follows` with this ActionID begin a text, once, where
     * options.text is AMIWIRE_TEXT_ANNOUNCED; throws BAD_ARGUMENT,
     * TOO_MANY_ACTIONS. A session does it by itself: session::announce(). */
    void announce(const char *action_id) { detail::check(amiwire_reader_announce(reader_, action_id)); }
    /** Lets `Response: Follows` without an ActionID begin a text, once: for servers
     * that send none back. */
    void announce_without_id() { detail::check(amiwire_reader_announce_without_id(reader_)); }
    /** Takes that back. */
    void withdraw(const char *action_id) { detail::check(amiwire_reader_withdraw(reader_, action_id)); }

    /** From the next packet on, finds only packets and their first lines, or all
     * lines again; amiwire_packet_index() finds the lines of one packet. */
    void set_framing(bool on) noexcept { amiwire_reader_set_framing(reader_, on ? 1 : 0); }

    /** The bytes that belong to no packet yet. */
    std::string_view tail() const noexcept
    {
        amiwire_slice tail = {nullptr, 0};

        amiwire_reader_tail(reader_, &tail);
        return view(tail);
    }
    /** The value of a counter; 0 if there is none of that name. */
    std::uint64_t counter(const char *name) const noexcept
    {
        std::uint64_t value = 0;

        amiwire_reader_counter(reader_, name, &value);
        return value;
    }
    /** Says that the stream has ended. */
    void finish() noexcept { amiwire_reader_finish(reader_); }
    /** Forgets everything but the counters, for a new connection. */
    void reset() noexcept { amiwire_reader_reset(reader_); }

    /** For the functions of amiwire.h. */
    amiwire_reader *c() noexcept { return reader_; }

private:
    using memory = amiwire_reader_memory;

    std::unique_ptr<memory> memory_;
    std::unique_ptr<std::uint8_t[]> storage_;
    std::unique_ptr<std::uint32_t[]> index_;
    amiwire_reader *reader_ = nullptr;
    packet packet_;
};

/** What a reader has. An iterator reads on with each step: go through once. */
class reader::range {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = packet;
        using difference_type = std::ptrdiff_t;
        using reference = const packet &;
        using pointer = const packet *;

        iterator() noexcept = default;
        explicit iterator(reader *reader) : reader_(reader) { ++*this; }

        reference operator*() const noexcept { return *packet_; }
        pointer operator->() const noexcept { return packet_; }
        iterator &operator++()
        {
            std::error_code code;

            do
                packet_ = reader_->next(code);
            while (detail::skipped(code));
            if (code)
                throw error(code);
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator &a, const iterator &b) noexcept { return a.packet_ == b.packet_; }
        friend bool operator!=(const iterator &a, const iterator &b) noexcept { return a.packet_ != b.packet_; }

    private:
        reader *reader_ = nullptr;
        const packet *packet_ = nullptr;
    };

    explicit range(reader *reader) noexcept : reader_(reader) {}
    iterator begin() const { return iterator(reader_); }
    iterator end() const noexcept { return {}; }

private:
    reader *reader_;
};

inline reader::range reader::packets() noexcept
{
    return range(this);
}

} // namespace amiwire

#endif /* AMIWIRE_READER_HPP */
