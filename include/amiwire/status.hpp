/* Statuses as std::error_code; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_STATUS_HPP
#define AMIWIRE_STATUS_HPP

#include "../amiwire.h"

#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

namespace amiwire {

/** The statuses: amiwire::status::NEED_MORE is AMIWIRE_NEED_MORE. */
enum class status : std::int32_t {
#define AMIWIRE_HPP_STATUS(name, number) name = number,
    AMIWIRE_STATUS_MAP(AMIWIRE_HPP_STATUS)
#undef AMIWIRE_HPP_STATUS
};

namespace detail {

class status_category final : public std::error_category {
public:
    const char *name() const noexcept override { return "amiwire"; }

    std::string message(int code) const override { return amiwire_status_text(code); }

    std::error_condition default_error_condition(int code) const noexcept override
    {
        switch (code) {
        case AMIWIRE_WOULD_BLOCK:
            return std::errc::operation_would_block;
        case AMIWIRE_NULL_ARGUMENT:
        case AMIWIRE_BAD_ARGUMENT:
        case AMIWIRE_OUT_OF_RANGE:
            return std::errc::invalid_argument;
        case AMIWIRE_NOT_BUILT:
            return std::errc::function_not_supported;
        case AMIWIRE_NO_ROOM:
        case AMIWIRE_OUT_QUEUE_FULL:
            return std::errc::no_buffer_space;
        case AMIWIRE_ACTION_TIMED_OUT:
        case AMIWIRE_CONNECT_TIMED_OUT:
        case AMIWIRE_PEER_SILENT:
        case AMIWIRE_WRITE_TIMED_OUT:
            return std::errc::timed_out;
        case AMIWIRE_LOGIN_REFUSED:
            return std::errc::permission_denied;
        case AMIWIRE_CONNECT_REFUSED:
            return std::errc::connection_refused;
        case AMIWIRE_RESET:
            return std::errc::connection_reset;
        case AMIWIRE_NOT_LOGGED_IN:
            return std::errc::not_connected;
        case AMIWIRE_IO:
            return std::errc::io_error;
        case AMIWIRE_INTERRUPTED:
            return std::errc::interrupted;
        case AMIWIRE_NO_MEMORY:
            return std::errc::not_enough_memory;
        default:
            return std::error_condition(code, *this);
        }
    }
};

} // namespace detail

/** The category of the library's statuses: their texts, and what of std::errc
 * they are alike. */
inline const std::error_category &category() noexcept
{
    static const detail::status_category instance;
    return instance;
}

/** Found by std::error_code(status::…) and by comparisons with it. */
inline std::error_code make_error_code(status code) noexcept
{
    return {static_cast<int>(code), category()};
}

/** The name of a status, such as "NEED_MORE"; static. */
inline const char *name(status code) noexcept
{
    return amiwire_status_name(static_cast<std::int32_t>(code));
}

/** Whether the connection is over that this came from, so that it comes again
 * for ever: see amiwire_status_is_fatal(). False for codes of others. */
inline bool is_fatal(const std::error_code &code) noexcept
{
    return code.category() == category() && amiwire_status_is_fatal(code.value()) != 0;
}

/** What is thrown: a status, and what the object adds to it. */
class error : public std::system_error {
public:
    explicit error(std::error_code code, std::string detail = {}, int os_error = 0)
        : std::system_error(code, detail.empty() ? std::string("amiwire") : detail),
          detail_(std::move(detail)),
          os_error_(os_error)
    {
    }

    /** Which address, which header, which certificate; empty if that is known of none. */
    const std::string &detail() const noexcept { return detail_; }
    /** The operating system's error number, or 0. */
    int os_error() const noexcept { return os_error_; }
    /** Whether the connection is over. */
    bool is_fatal() const noexcept { return amiwire::is_fatal(code()); }

private:
    std::string detail_;
    int os_error_;
};

} // namespace amiwire

template <> struct std::is_error_code_enum<amiwire::status> : std::true_type {};

namespace amiwire::detail {

/* What a C function returned, OK being none. */
inline std::error_code code(std::int32_t rc) noexcept
{
    return {static_cast<int>(rc), category()};
}

/* Whether it is about a packet over a limit, behind which the next one is read. */
inline bool skipped(const std::error_code &code) noexcept
{
    return code == status::PACKET_TOO_LARGE || code == status::TOO_MANY_HEADERS || code == status::LINE_TOO_LONG;
}

inline void check(std::int32_t rc)
{
    if (rc != AMIWIRE_OK)
        throw error(code(rc));
}


} // namespace amiwire::detail

#endif /* AMIWIRE_STATUS_HPP */
