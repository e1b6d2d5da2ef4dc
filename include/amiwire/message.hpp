/* What is sent, built whole or not at all; a part of amiwire.hpp.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef AMIWIRE_MESSAGE_HPP
#define AMIWIRE_MESSAGE_HPP

#include "status.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amiwire {

/**
 * An action to be sent: a name and headers, all of them copies. It is
 * bytes only once it is written, and then whole and checked: a half-built one
 * cannot get on the wire. A header that cannot be sent is told when the message
 * is written or submitted, with its number.
 *
 *    amiwire::message call = amiwire::action("Originate", {{"Channel", "PJSIP/1000"}});
 *    call.add("Exten", number).variable("CUSTOMER", name);
 */
class message {
public:
    using headers = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    explicit message(std::string_view title, headers list = {}) : title_(title)
    {
        check(title_, AMIWIRE_VALUE_BAD_BYTE);
        for (const auto &[name, value] : list)
            add(name, value);
    }

    /** Adds a header. Names may repeat. */
    message &add(std::string_view name, std::string_view value) &
    {
        texts_.emplace_back(name, value);
        check(texts_.back().first, AMIWIRE_NAME_BAD_BYTE);
        return *this;
    }
    message &&add(std::string_view name, std::string_view value) && { return std::move(add(name, value)); }

    /** Adds a header `Variable`, escaped as servers read it. */
    message &variable(const std::string &name, const std::string &value) &
    {
        std::string text;
        std::size_t size = 0;
        std::int32_t rc = AMIWIRE_VALUE_BAD_BYTE;

        if ((name + value).find('\0') == std::string::npos)
            rc = amiwire_write_variable(name.c_str(), value.c_str(), nullptr, 0, &size);
        if (rc == AMIWIRE_NO_ROOM) {
            text.resize(size);
            rc = amiwire_write_variable(name.c_str(), value.c_str(), text.data(), text.size(), &size);
        }
        add("Variable", text);
        refuse(rc);
        return *this;
    }
    message &&variable(const std::string &name, const std::string &value) &&
    {
        return std::move(variable(name, value));
    }

    const std::string &title() const noexcept { return title_; }
    std::size_t size() const noexcept { return texts_.size(); }

    /** Its bytes, with the limits that servers have for actions. */
    std::string write() const
    {
        std::error_code code;
        std::size_t refused = 0;
        std::string bytes = write(code, &refused);

        if (code)
            throw error(code, "header " + std::to_string(refused));
        return bytes;
    }
    /** The same; empty if it is refused, and then `*refused` is the header's
     * number, the title being 0. */
    std::string write(std::error_code &code, std::size_t *refused = nullptr) const
    {
        const std::vector<amiwire_field> list = fields();
        std::string bytes;
        std::size_t size = 0;
        std::int32_t rc = refused_;

        if (rc == AMIWIRE_OK)
            rc = write(list, nullptr, 0, &size, refused);
        else if (refused)
            *refused = number_;
        if (rc == AMIWIRE_NO_ROOM) {
            bytes.resize(size);
            rc = write(list, reinterpret_cast<std::uint8_t *>(bytes.data()), size, &size, refused);
        }
        code = detail::code(rc);
        if (rc != AMIWIRE_OK)
            bytes.clear();
        return bytes;
    }

    /** For the functions of amiwire.h: good until the message changes. */
    std::vector<amiwire_field> fields() const
    {
        std::vector<amiwire_field> list;

        list.reserve(texts_.size());
        for (const auto &[name, value] : texts_)
            list.push_back({name.c_str(), value.c_str(), value.size()});
        return list;
    }
    /** AMIWIRE_OK, or why it can never be sent, and the header's number. */
    std::int32_t refused(std::size_t *number = nullptr) const noexcept
    {
        if (refused_ != AMIWIRE_OK && number)
            *number = number_;
        return refused_;
    }

private:
    /* C would cut a text at its NUL, where the writer could not see it. */
    void check(const std::string &text, std::int32_t rc) noexcept
    {
        refuse(text.find('\0') == std::string::npos ? AMIWIRE_OK : rc);
    }
    void refuse(std::int32_t rc) noexcept
    {
        if (refused_ != AMIWIRE_OK || rc == AMIWIRE_OK)
            return;
        refused_ = rc;
        number_ = texts_.size();
    }
    std::int32_t write(const std::vector<amiwire_field> &list, std::uint8_t *out, std::size_t room, std::size_t *size,
                       std::size_t *refused) const noexcept
    {
        return amiwire_write_action(title_.c_str(), list.data(), list.size(), out, room, size, refused);
    }

    std::string title_;
    std::vector<std::pair<std::string, std::string>> texts_;
    std::int32_t refused_ = AMIWIRE_OK;
    std::size_t number_ = 0;
};

/** An action of that name. */
inline message action(std::string_view name, message::headers list = {})
{
    return message(name, list);
}

} // namespace amiwire

#endif /* AMIWIRE_MESSAGE_HPP */
