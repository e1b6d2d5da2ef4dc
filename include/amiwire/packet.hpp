/* Packets as ranges of headers; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_PACKET_HPP
#define AMIWIRE_PACKET_HPP

#include "status.hpp"

#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace amiwire {

/** A slice as a view. */
inline std::string_view view(amiwire_slice slice) noexcept
{
    return {reinterpret_cast<const char *>(slice.ptr), slice.len};
}

/** A view as a slice, for the functions of amiwire.h that take one, such as
 * amiwire_value_duration(). */
inline amiwire_slice slice(std::string_view text) noexcept
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/** Whether two texts are alike without regard to ASCII case, as names are
 * compared. */
inline bool is(std::string_view a, std::string_view b) noexcept
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };

    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

/** A line of a packet. One without a colon has an empty name and stands whole
 * in the value. */
struct header {
    std::string_view name;
    std::string_view value;

    /** Whether this is its name, without regard to ASCII case. */
    bool is(std::string_view other) const noexcept { return amiwire::is(name, other); }
    /** Its number, AMIWIRE_HEADER_, or 0. */
    std::uint32_t id() const noexcept { return amiwire_header_id(slice(name)); }
};

namespace detail {

/* What -> of an iterator leads to, whose * makes a value. */
template <class T> struct arrow {
    T value;
    const T *operator->() const noexcept { return &value; }
};

} // namespace detail

/** A packet: a view into the bytes with which it was read, and good as long as
 * they are. A range of its headers. */
class packet {
public:
    class iterator;
    using const_iterator = iterator;
    using value_type = header;
    class lines;

    /** One without headers. */
    packet() noexcept : packet_() {}
    explicit packet(const amiwire_packet &c) noexcept : packet_(c) {}

    /** AMIWIRE_KIND_. */
    std::uint32_t kind() const noexcept { return packet_.kind; }
    bool is_event() const noexcept { return kind() == AMIWIRE_KIND_EVENT; }
    bool is_response() const noexcept { return kind() == AMIWIRE_KIND_RESPONSE; }
    /** The number of the event that it is, AMIWIRE_EVENT_, or 0. */
    std::uint32_t event() const noexcept { return amiwire_packet_event(&packet_); }
    /** The value of the header that gives it its kind: an event's name, a response's outcome. */
    std::string_view title() const noexcept { return view(amiwire_packet_title(&packet_)); }
    /** Whether that is it, without regard to ASCII case. */
    bool is(std::string_view title) const noexcept { return amiwire::is(this->title(), title); }
    /** All its bytes as they came. */
    std::string_view raw() const noexcept { return view(amiwire_packet_raw(&packet_)); }
    /** Where it begins in the stream. */
    std::uint64_t offset() const noexcept { return packet_.offset; }
    /** Which part of a text in pieces it is, AMIWIRE_PIECE_. */
    std::uint32_t piece() const noexcept { return packet_.piece; }

    /** How many headers can be had. */
    std::size_t size() const noexcept { return packet_.indexed; }
    bool empty() const noexcept { return size() == 0; }
    /** Header number `i`, counted from 0; an empty one behind the last. */
    header operator[](std::size_t i) const noexcept
    {
        amiwire_slice name = {nullptr, 0}, value = {nullptr, 0};

        amiwire_packet_header(&packet_, i, &name, &value);
        return {view(name), view(value)};
    }
    iterator begin() const noexcept;
    iterator end() const noexcept;

    /** The value of header number `n` of that name, if there is one. */
    std::optional<std::string_view> get(std::string_view name, std::size_t n = 0) const noexcept
    {
        amiwire_slice value;
        const amiwire_slice wanted = slice(name);

        if (amiwire_packet_find(&packet_, wanted.ptr, wanted.len, n, &value) != AMIWIRE_OK)
            return std::nullopt;
        return view(value);
    }
    /** The text of an old Command answer, or the version of a greeting. */
    std::optional<std::string_view> body() const noexcept
    {
        amiwire_slice body;

        if (amiwire_packet_body(&packet_, &body) != AMIWIRE_OK)
            return std::nullopt;
        return view(body);
    }
    /** What a banner says: its name, its version, and whether it is a proxy's, whose
     * version is its own. */
    struct banner {
        std::string_view name, version;
        bool is_proxy;
    };
    std::optional<banner> greeting() const noexcept
    {
        amiwire_slice name, version;
        std::uint32_t is_proxy;

        if (amiwire_packet_greeting(&packet_, &name, &version, &is_proxy) != AMIWIRE_OK)
            return std::nullopt;
        return banner{view(name), view(version), is_proxy != 0};
    }
    /** The lines of the output of a Command, from either of its formats. */
    lines output() const noexcept;

    /** For the functions of amiwire.h. */
    const amiwire_packet &c() const noexcept { return packet_; }

private:
    amiwire_packet packet_;
};

/** Over the headers of a packet, which must outlive it. */
class packet::iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using value_type = header;
    using difference_type = std::ptrdiff_t;
    using reference = header;
    using pointer = detail::arrow<header>;

    iterator() noexcept = default;
    iterator(const packet *packet, std::size_t i) noexcept : packet_(packet), i_(i) {}

    header operator*() const noexcept { return (*packet_)[i_]; }
    pointer operator->() const noexcept { return {**this}; }
    iterator &operator++() noexcept
    {
        i_++;
        return *this;
    }
    iterator operator++(int) noexcept
    {
        iterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const iterator &a, const iterator &b) noexcept { return a.i_ == b.i_; }
    friend bool operator!=(const iterator &a, const iterator &b) noexcept { return a.i_ != b.i_; }

private:
    const packet *packet_ = nullptr;
    std::size_t i_ = 0;
};

inline packet::iterator packet::begin() const noexcept
{
    return {this, 0};
}

inline packet::iterator packet::end() const noexcept
{
    return {this, size()};
}

/** The lines of a Command's output. */
class packet::lines {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::forward_iterator_tag;
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;
        using reference = std::string_view;
        using pointer = detail::arrow<std::string_view>;

        iterator() noexcept = default;
        explicit iterator(const amiwire_packet *packet) noexcept : packet_(packet) { ++*this; }

        std::string_view operator*() const noexcept { return line_; }
        pointer operator->() const noexcept { return {line_}; }
        iterator &operator++() noexcept
        {
            amiwire_slice line;

            now_ = at_;
            if (amiwire_packet_output(packet_, &at_, &line) == AMIWIRE_OK)
                line_ = view(line);
            else
                packet_ = nullptr;
            return *this;
        }
        iterator operator++(int) noexcept
        {
            iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator &a, const iterator &b) noexcept
        {
            return a.packet_ == b.packet_ && (a.packet_ == nullptr || a.now_ == b.now_);
        }
        friend bool operator!=(const iterator &a, const iterator &b) noexcept { return !(a == b); }

    private:
        const amiwire_packet *packet_ = nullptr;
        std::size_t at_ = 0, now_ = 0;
        std::string_view line_;
    };

    explicit lines(const packet &packet) noexcept : packet_(&packet.c()) {}
    iterator begin() const noexcept { return iterator(packet_); }
    iterator end() const noexcept { return {}; }

private:
    const amiwire_packet *packet_;
};

inline packet::lines packet::output() const noexcept
{
    return lines(*this);
}

} // namespace amiwire

#endif /* AMIWIRE_PACKET_HPP */
