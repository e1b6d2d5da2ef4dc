// amiwire.hpp without a connection: statuses, packets, messages, reader, session.
#include <amiwire.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <type_traits>
// clang before 16 cannot compile the views of gcc's library, whatever is viewed.
#if __cplusplus >= 202002L && !(defined(__clang__) && __clang_major__ < 16)
#define HAS_VIEWS
#include <ranges>
#endif

#include "../c/test.h"

// Counts, so that a loop over packets can be held to allocating nothing.
static std::size_t allocations;

void *operator new(std::size_t size)
{
    allocations++;
    if (void *place = std::malloc(size > 0 ? size : 1))
        return place;
    throw std::bad_alloc();
}

void operator delete(void *place) noexcept
{
    std::free(place);
}

void operator delete(void *place, std::size_t) noexcept
{
    std::free(place);
}

namespace {

using std::string_view;
using amiwire::status;

constexpr char banner[] = "Asterisk Call Manager/2.7.0\r\n";
constexpr char hangup[] =
    "Event: Hangup\r\nChannel: PJSIP/1000-0000000a\r\nVariable: a=1\r\nVariable: b=2\r\nHint: \r\nodd line\r\n\r\n";
constexpr char follows[] = "Response: Follows\r\nPrivilege: Command\r\none: 1\n\ntwo\n--END COMMAND--\r\n\r\n";
constexpr char output[] = "Response: Success\r\nMessage: Command output follows\r\nOutput: one\r\nOutput: \r\n\r\n";

// What a function throws.
template <class F> std::error_code thrown(F &&act)
{
    try {
        act();
    } catch (const amiwire::error &error) {
        return error.code();
    }
    return {};
}

void statuses()
{
    const std::error_code code = status::NAME_HAS_COLON;

    CHECK(&code.category() == &amiwire::category());
    CHECK_STR(code.category().name(), "amiwire");
    CHECK_INT(code.value(), AMIWIRE_NAME_HAS_COLON);
    CHECK_STR(code.message().c_str(), amiwire_status_text(AMIWIRE_NAME_HAS_COLON));
    CHECK_STR(amiwire::name(status::NAME_HAS_COLON), "NAME_HAS_COLON");
    CHECK(!std::error_code(status::OK));
    CHECK(std::error_code(status::WOULD_BLOCK) == std::errc::operation_would_block);
    CHECK(std::error_code(status::CONNECT_REFUSED) == std::errc::connection_refused);
    CHECK(std::error_code(status::PEER_SILENT) == std::errc::timed_out);
    CHECK(amiwire::is_fatal(status::CLOSED) && amiwire::error(status::RESET).is_fatal());
    CHECK(!amiwire::is_fatal(status::PACKET_TOO_LARGE) && !amiwire::is_fatal({}));
    CHECK(!amiwire::is_fatal(std::make_error_code(std::errc::io_error)));
    CHECK(code != std::errc::invalid_argument);
    const amiwire::error plain(status::IO), whole(status::IO, "127.0.0.1:1", 5);
    CHECK(string_view(whole.what()) == std::string("127.0.0.1:1: ") + amiwire_status_text(AMIWIRE_IO));
    CHECK(plain.detail().empty() && whole.detail() == "127.0.0.1:1" && whole.os_error() == 5);
    // Every status has an enumerator, a name and a text.
#define KNOWN(known, number) \
    CHECK_INT(static_cast<int>(status::known), number); \
    CHECK_STR(amiwire::name(status::known), #known);
    AMIWIRE_STATUS_MAP(KNOWN)
#undef KNOWN
}

void packets()
{
    amiwire::reader reader(512, 16);

    static_assert(!std::is_copy_constructible_v<amiwire::reader> && std::is_nothrow_move_constructible_v<amiwire::reader>);
    static_assert(noexcept(std::declval<amiwire::packet &>().get("")) && noexcept(*std::declval<amiwire::packet &>().begin()));
    CHECK(reader.next() == nullptr);
    CHECK_INT(reader.feed(banner), sizeof banner - 1);
    const amiwire::packet *packet = reader.next();
    if (!CHECK(packet != nullptr))
        return;
    CHECK(packet->kind() == AMIWIRE_KIND_BANNER && packet->empty() && packet->body() == "2.7.0");
    CHECK(packet->begin() == packet->end() && (*packet)[0].name.empty());
    const auto greeting = packet->greeting();
    CHECK(greeting && greeting->name == "Asterisk Call Manager" && greeting->version == "2.7.0" && !greeting->is_proxy);

    CHECK_INT(reader.feed(hangup), sizeof hangup - 1);
    packet = reader.next();
    if (!CHECK(packet != nullptr))
        return;
    CHECK(!packet->greeting());
    CHECK(packet->is_event() && !packet->is_response() && packet->event() == AMIWIRE_EVENT_HANGUP);
    CHECK(packet->title() == "Hangup" && packet->is("hangup") && !packet->is("Hang") && packet->raw() == hangup);
    CHECK_INT(packet->size(), 6);
    CHECK_INT(packet->offset(), sizeof banner - 1);
    CHECK(packet->get("VARIABLE") == "a=1" && packet->get(std::string("Variable"), 1) == "b=2");
    CHECK(packet->get(string_view("Hints", 4)) == "" && !packet->get(string_view("Hint\0", 5)));
    CHECK(!packet->get("Variable", 2) && packet->get("Hint") == "" && !packet->body());
    std::string names;
    for (const auto &[name, value] : *packet)
        names += std::string(name) + "=" + std::string(value) + ";";
    CHECK_STR(names.c_str(), "Event=Hangup;Channel=PJSIP/1000-0000000a;Variable=a=1;Variable=b=2;Hint=;=odd line;");
    const auto named = [](const amiwire::header &header) { return header.is("variable"); };
    CHECK_INT(std::count_if(packet->begin(), packet->end(), named), 2);
    const auto found = std::find_if(packet->begin(), packet->end(), named);
    CHECK(found->value == "a=1" && found->id() == AMIWIRE_HEADER_VARIABLE);
    CHECK(packet->output().begin() == packet->output().end());
#ifdef HAS_VIEWS
    static_assert(std::ranges::forward_range<amiwire::packet> && std::ranges::forward_range<amiwire::packet::lines>);
    static_assert(std::ranges::input_range<decltype(reader.packets())>);
    CHECK_INT(std::ranges::distance(*packet | std::views::filter(named)), 2);
#endif

    for (const char *text : {follows, output}) {
        std::string lines;
        reader.feed(text);
        packet = reader.next();
        if (!CHECK(packet != nullptr))
            return;
        for (const string_view line : packet->output())
            lines += std::string(line) + "|";
        CHECK_STR(lines.c_str(), text == follows ? "one: 1||two|" : "one||");
        CHECK_INT(std::distance(packet->output().begin(), packet->output().end()), text == follows ? 3 : 2);
        CHECK(packet->output().begin()->front() == 'o');
    }

    // A reader may move; what it holds stays where it is.
    reader.feed(string_view(hangup).substr(0, 20));
    amiwire::reader moved = std::move(reader);
    CHECK(moved.tail() == string_view(hangup).substr(0, 20));
    moved.feed(string_view(hangup).substr(20));
    CHECK(moved.next() != nullptr);
}

void refusals()
{
    amiwire::reader_options options;
    std::error_code code;

    CHECK(thrown([] { amiwire::reader tiny(16, 16); }) == status::STORAGE_TOO_SMALL);
    options.max_headers = 2;
    amiwire::reader reader(512, 16, options);
    reader.feed(banner);
    reader.feed(hangup);
    reader.feed("Event: A\r\n\r\n");
    CHECK(reader.next(code) != nullptr && !code);
    CHECK(reader.next(code) == nullptr && code == status::TOO_MANY_HEADERS);
    CHECK_INT(reader.last_error().offset, sizeof banner - 1);
    CHECK(reader.next(code) != nullptr && !code);
    CHECK(reader.next(code) == nullptr && !code);
    reader.feed(hangup);
    CHECK(thrown([&] { reader.next(); }) == status::TOO_MANY_HEADERS);
    CHECK(thrown([&] { reader.commit(1 << 20); }) == status::COMMIT_TOO_LARGE);
    CHECK_INT(reader.counter("packets"), 1);
    CHECK_INT(reader.counter("no such counter"), 0);
    // A loop goes on behind what is over a limit, be it first, last or between.
    int packets = 0;
    reader.feed(hangup);
    reader.feed("Event: A\r\n\r\n");
    reader.feed(hangup);
    reader.feed("Event: B\r\n\r\n");
    reader.feed(hangup);
    for (const amiwire::packet &packet : reader.packets())
        packets += packet.title().size() == 1;
    CHECK_INT(packets, 2);
    CHECK_INT(reader.counter("too_many_headers"), 5);
}

void loop_without_allocation()
{
    amiwire::reader reader;
    std::size_t headers = 0, found = 0;

    reader.feed(banner);
    while (reader.feed(hangup) == sizeof hangup - 1) {
    }
    const std::size_t before = allocations;
    for (const amiwire::packet &packet : reader.packets()) {
        for (const amiwire::header &header : packet)
            headers += header.name.empty() ? 0 : 1;
        found += packet.get("Hint") ? 1 : 0;
    }
    CHECK_INT(allocations - before, 0);
    CHECK(headers == 5 * found && found > 100);
    // The count counts.
    CHECK(!std::string(200, 'x').empty() && allocations > before);
}

void messages()
{
    using amiwire::action;
    std::error_code code;
    std::size_t number = 77;

    CHECK_STR(action("Ping").write().c_str(), "Action: Ping\r\n\r\n");
    amiwire::message call = action("Originate", {{"Channel", "PJSIP/1000"}}).add("Async", "true");
    call.add("Hint", "").variable("A", "1,\"2\"");
    CHECK_STR(call.write().c_str(), "Action: Originate\r\nChannel: PJSIP/1000\r\nAsync: true\r\nHint: \r\n"
                                    "Variable: A=1\\,\\\"2\\\"\r\n\r\n");
    // A view into the middle of a text is no reason to read on behind it.
    CHECK_STR(action("A", {{string_view("NameX", 4), string_view("value", 0)}}).write().c_str(),
              "Action: A\r\nName: \r\n\r\n");
    // Whatever would forge is refused, with the header's number, and nothing is written.
    const struct {
        amiwire::message message;
        status code;
        std::size_t number;
    } bad[] = {
        {action("A", {{"B", "1"}, {"C", "x\r\nAction: Logoff"}}), status::VALUE_BAD_BYTE, 2},
        {action("A", {{"B", string_view("x\0y", 3)}}), status::VALUE_BAD_BYTE, 1},
        {action("A", {{string_view("B\0C", 3), "x"}}), status::NAME_BAD_BYTE, 1},
        {action(string_view("A\0B", 3)), status::VALUE_BAD_BYTE, 0},
        {action("A", {{"B:", "x"}}), status::NAME_HAS_COLON, 1},
        {action("A", {{"B", "1"}}).variable("a b", std::string("x\0", 2)), status::VALUE_BAD_BYTE, 2},
        {action("A").variable("", "x"), status::BAD_ARGUMENT, 1},
        {action("Setvar", {{"Variable", "X"}, {"Value", " 1"}}), status::VALUE_BLANK_EDGE, 2},
        {action("A", {{"B", std::string(2000, 'x')}}), status::WRITE_LINE_TOO_LONG, 1},
    };
    for (const auto &[message, want, at] : bad) {
        CHECK(message.write(code, &number).empty() && code == want);
        CHECK_INT(number, at);
        CHECK(thrown([&message = message] { message.write(); }) == want);
    }
}

// A text whose head has no ActionID, and packets of which only the first line is found.
void readers()
{
    const char *const text = "Response: Follows\r\nPrivilege: Command\r\none\n--END COMMAND--\r\n\r\n";
    amiwire::reader_options options;
    options.text = AMIWIRE_TEXT_ANNOUNCED;
    options.no_banner = 1;
    amiwire::reader reader(1024, 32, options);

    reader.announce_without_id();
    reader.feed(text);
    const amiwire::packet *packet = reader.next();
    CHECK(packet && packet->output().begin() != packet->output().end());
    reader.set_framing(true);
    reader.feed("Event: A\r\nB: 1\r\n\r\n");
    packet = reader.next();
    CHECK(packet && packet->title() == "A" && !packet->get("B"));
    reader.set_framing(false);
    reader.feed("Event: A\r\nB: 1\r\n\r\n");
    packet = reader.next();
    CHECK(packet && packet->get("B") == "1");
}

void session()
{
    using namespace std::chrono_literals;
    amiwire::session::time_point now(1s);
    amiwire::session session(now, 4, 2048);
    amiwire::reader reader(1024, 32);
    std::error_code code;
    std::size_t number = 0;
    // What the exchange says, up to its last packet.
    const auto say = [&](const std::string &text) {
        amiwire::outcome last = {};
        reader.feed(text);
        for (const amiwire::packet &packet : reader.packets())
            last = session.handle(packet, now);
        return last;
    };
    // What was to be sent, and is.
    const auto sent = [&] {
        const std::string bytes(session.transmit());
        session.sent(bytes.size());
        return bytes;
    };
    const auto id = [](const std::string &bytes) {
        const std::size_t at = bytes.find("ActionID: ");
        return bytes.substr(at, bytes.find("\r\n", at) + 2 - at);
    };

    static_assert(!std::is_copy_constructible_v<amiwire::session> && std::is_nothrow_move_constructible_v<amiwire::session>);
    CHECK(thrown([&] { session.login("u", "s"); }) == status::BAD_STATE);
    CHECK_INT(say(banner).what, AMIWIRE_WHAT_BANNER);
    CHECK(session.version() == "2.7.0" && session.deadline() == now + 30s);
    session.login("u", "s", "off");
    CHECK(sent().find("\r\nUsername: u\r\nSecret: s\r\nEvents: off\r\n\r\n") != std::string::npos);
    CHECK(session.transmit().empty());
    CHECK_INT(say("Response: Success\r\nMessage: Authentication accepted\r\n\r\n").what, AMIWIRE_WHAT_LOGGED_IN);
    CHECK(session.logged_in() && !session.fully_booted() && !session.deadline());

    session.submit(7, amiwire::action("QueueStatus"), now, 5s);
    CHECK(session.in_flight() == 1 && session.deadline() == now + 5s);
    CHECK(thrown([&] { session.submit(7, amiwire::action("Ping"), now); }) == status::TAG_IN_USE);
    session.submit(8, amiwire::action("Ping", {{"A", "x\ny"}}), now, code, {}, &number);
    CHECK(code == status::VALUE_BAD_BYTE && number == 2);
    session.submit(8, amiwire::action("Ping", {{"A", string_view("x\0y", 3)}}), now, code, {}, &number);
    CHECK(code == status::VALUE_BAD_BYTE && number == 2);
    const std::string first = id(sent());
    CHECK_INT(say("Response: Success\r\n" + first + "EventList: start\r\n\r\n").what, AMIWIRE_WHAT_LIST_START);
    amiwire::session moved = std::move(session);
    session = std::move(moved);
    const amiwire::outcome end = say("Event: QueueStatusComplete\r\n" + first + "EventList: Complete\r\n\r\n");
    CHECK(end.what == AMIWIRE_WHAT_LIST_END && end.tag == 7 && end.last == 1);

    // An item that is too large; the action is given up, and the rest is an extra.
    session.submit(6, amiwire::action("QueueStatus"), now);
    const std::string second = id(sent());
    say("Response: Success\r\n" + second + "EventList: start\r\n\r\n");
    reader.feed("Event: QueueParams\r\n" + second + "A: " + std::string(900, 'x'));
    CHECK(reader.next(code) == nullptr && !code);
    CHECK(!session.refused(reader, now));
    for (int n = 0; n < 10 && !code; n++) {
        reader.feed(std::string(200, 'x'));
        CHECK(reader.next(code) == nullptr);
    }
    CHECK(code == status::PACKET_TOO_LARGE);
    const auto large = session.refused(reader, now);
    CHECK(large && large->what == AMIWIRE_WHAT_TOO_LARGE && large->tag == 6 && large->last == 0);
    CHECK(session.give_up(6) && !session.give_up(6) && session.in_flight() == 0);
    CHECK_INT(say("\r\n\r\nEvent: QueueStatusComplete\r\n" + second + "EventList: Complete\r\n\r\n").what, AMIWIRE_WHAT_EXTRA);

    // What is particular about an action; refused with its header, and taken.
    amiwire::action_options own(7s);
    own.no_originate_response = 1;
    CHECK(own.limit == 7000000000u && amiwire::action_options(amiwire::session::no_limit).limit == UINT64_MAX);
    session.submit_as(8, amiwire::action("Ping", {{"A", "x\ny"}}), own, now, code, &number);
    CHECK(code == status::VALUE_BAD_BYTE && number == 2);
    CHECK(thrown([&] { session.set_events("call,agnet"); }) == status::BAD_ARGUMENT);
    session.submit(9, amiwire::action("Ping"), now, amiwire::session::no_limit);
    CHECK(!session.deadline());
    CHECK(thrown([&] { session.submit_as(9, amiwire::action("Ping"), own, now); }) == status::TAG_IN_USE);
    session.submit(10, amiwire::action("Ping"), now, 1s);
    now += 2s;
    const auto late = session.handle_timeout(now);
    CHECK(late && late->what == AMIWIRE_WHAT_TIMED_OUT && late->tag == 10);
    CHECK(!session.handle_timeout(now));
    session.cut(now);
    const auto unsent = session.handle_timeout(now);
    CHECK(unsent && unsent->what == AMIWIRE_WHAT_UNSENT && unsent->tag == 9);
    CHECK(thrown([&] { session.submit(11, amiwire::action("Ping"), now); }) == status::NOT_LOGGED_IN);
    reader.reset();
    session.connected(now);
    CHECK_INT(session.phase(), AMIWIRE_PHASE_GREETING);
    CHECK(thrown([&] { say("HTTP/1.1 200 OK\r\n\r\n"); }) == status::BAD_BANNER);
}

} // namespace

int main()
{
    statuses();
    packets();
    refusals();
    loop_without_allocation();
    messages();
    readers();
    session();
    return TEST_RESULT();
}
