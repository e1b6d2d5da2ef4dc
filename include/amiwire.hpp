/*
 * amiwire.hpp: amiwire.h for C++17 and later, header-only
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Nothing is new here: every class is a thin coat over one object of
 * amiwire.h, which stays the reference. What it adds:
 *
 * - Errors. Statuses are std::error_code of category(), with the library's own
 *   texts. What fails throws amiwire::error, a std::system_error; what may fail
 *   in the ordinary course of things comes once more with a std::error_code &,
 *   and then does not throw for a status.
 * - Text. What comes in is std::string_view into the packet's bytes, with the
 *   packet's lifetime. A text that goes in as const char * ends in NUL.
 * - Owners. reader, session and connection own their memory, can be moved and
 *   not copied. They allocate when they are made, and not again: a loop over
 *   packets allocates nothing. A moved-from one may only be destroyed or
 *   assigned to.
 * - Ranges. A packet is a range of its headers, output() one of the lines of a
 *   Command, packets() one of what a reader has, a connection one of what
 *   comes until the exchange closes.
 *
 * A packet that is handed out as a pointer belongs to the object that handed
 * it out, and is good until that object's next call, as in amiwire.h.
 *
 *    amiwire::config cfg;
 *    cfg.host = "pbx.example";
 *    cfg.username = "ucmamiuser1";
 *    cfg.secret = std::getenv("AMI_SECRET");
 *    amiwire::connection pbx(cfg);
 *    for (const amiwire::packet &packet : pbx)
 *        if (packet.event() == AMIWIRE_EVENT_HANGUP)
 *            std::cout << packet.get("Cause-txt").value_or("-") << '\n';
 */
#ifndef AMIWIRE_HPP
#define AMIWIRE_HPP

#include "amiwire/connection.hpp"
#include "amiwire/message.hpp"
#include "amiwire/packet.hpp"
#include "amiwire/reader.hpp"
#include "amiwire/session.hpp"
#include "amiwire/status.hpp"

#endif /* AMIWIRE_HPP */
