// amiwire.hpp over a connection: opening, receiving, calling, the end.
#include <amiwire.hpp>

#include <cerrno>
#include <thread>
#include <type_traits>

#include "../c/server.h"
#include "../c/test.h"

namespace {

using namespace std::chrono_literals;
using amiwire::status;

// Answers QueueStatus with a list, Flood behind a hundred events, Whole with more than there is room for, and
// anything else with Success.
int script(server *server, int socket, int)
{
    char name[64], id[128];

    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id)) {
        const std::string action(name), line(id);
        if (action == "Logoff")
            return 1;
        if (action == "Hangup")
            return 0; // closes, and takes the next connection
        if (action == "Large")
            server_send(socket, ("Event: Large\r\nRest: " + std::string(8000, 'x') + "\r\n\r\n").c_str());
        for (int n = 0; action == "Flood" && n < 100; n++)
            server_send(socket, "Event: Newchannel\r\nCause: 16\r\n\r\n");
        server_respond(socket, id, action == "QueueStatus" ? "EventList: start\r\n" : "");
        if (action != "QueueStatus")
            continue;
        server_send(socket, "Event: Hangup\r\nCause: 16\r\n\r\n");
        server_send(socket, ("Event: QueueParams\r\nQueue: 6500\r\n" + line + "\r\n").c_str());
        server_send(socket, ("Event: QueueStatusComplete\r\n" + line + "EventList: Complete\r\n\r\n").c_str());
    }
    return 1;
}

amiwire::config config_of(const server &server)
{
    amiwire::config cfg;

    cfg.host = "127.0.0.1";
    cfg.port = server.port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    return cfg;
}

template <class F> std::error_code thrown(F &&act)
{
    try {
        act();
    } catch (const amiwire::error &error) {
        return error.code();
    }
    return {};
}

void calls()
{
    static server server;
    std::error_code code;

    static_assert(!std::is_copy_constructible_v<amiwire::connection>);
    static_assert(std::is_nothrow_move_constructible_v<amiwire::connection>);
    CHECK_INT(server_start(&server, 1, script), 0);
    amiwire::connection opened(config_of(server));
    amiwire::connection pbx = std::move(opened);
    CHECK(pbx && pbx.version() == "2.7.0" && pbx.fd() >= 0);

    CHECK(pbx.call(amiwire::action("QueueStatus")).is("Success"));
    CHECK_INT(pbx.outcome().what, AMIWIRE_WHAT_LIST_START);
    CHECK(pbx.part().is_response() && pbx.part().get("EventList") == "start");
    std::string titles;
    for (const amiwire::packet &packet : pbx.answer())
        titles += std::string(packet.title()) + ";";
    CHECK_STR(titles.c_str(), "QueueParams;QueueStatusComplete;");
    // The first one is gone by then, and no other is in its place.
    CHECK(pbx.part().empty());
    CHECK(pbx.answer().begin() == pbx.answer().end());

    CHECK(pbx.call(amiwire::action("Ping", {{"A", "x\ny"}}), code).empty() && code == status::VALUE_BAD_BYTE);
    CHECK(pbx.detail() == "header 2");
    std::string detail;
    try {
        pbx.send(1, amiwire::action("Ping", {{"A:", ""}}));
    } catch (const amiwire::error &error) {
        CHECK(error.code() == status::NAME_HAS_COLON);
        detail = error.detail();
    }
    CHECK_STR(detail.c_str(), "header 2");

    // What came during the call.
    CHECK(pbx.buffered() > 0 && pbx.wait_limit() == 0ms);
    const amiwire::packet *packet = pbx.recv(0ms);
    CHECK(packet && packet->event() == AMIWIRE_EVENT_HANGUP && packet->get("Cause") == "16");
    CHECK(pbx.recv(0ms) == nullptr && pbx.last() == status::WOULD_BLOCK);
    CHECK(pbx.recv(1ms) == nullptr && pbx.last() == status::PEER_SILENT);
    CHECK(pbx.recv(0ms, code) == nullptr && code == status::WOULD_BLOCK);

    CHECK(pbx.wait_limit() == amiwire::forever);
    pbx.send(5, amiwire::action("Ping"));
    CHECK(pbx.wait_limit() > 50s && pbx.wait_limit() <= 60s);
    CHECK(thrown([&] { pbx.send(5, amiwire::action("Ping")); }) == status::TAG_IN_USE);
    packet = pbx.recv(10s);
    CHECK(packet && packet->is_response() && pbx.outcome().tag == 5 && pbx.outcome().last == 1);
    CHECK_INT(pbx.counter("packets"), 6);

    std::thread other([&] { pbx.interrupt(); });
    CHECK(pbx.recv() == nullptr && pbx.last() == status::INTERRUPTED);
    other.join();
    pbx.close();
    CHECK(!pbx && pbx.fd() == -1);
    server_join(&server);
}

void end()
{
    static server server;
    std::error_code code;
    int packets = 0, notices = 0;

    CHECK_INT(server_start(&server, 2, script), 0);
    amiwire::config small = config_of(server);
    small.max_packet_bytes = 4096;
    amiwire::connection pbx(small);
    pbx.send(4, amiwire::action("Large")); // a packet over the limit, passed over
    pbx.send(1, amiwire::action("QueueStatus"));
    pbx.send(2, amiwire::action("Hangup"));
    for (const amiwire::packet &packet : pbx) {
        packets += packet.empty() ? 0 : 1;
        // That nobody knows about the Hangup.
        if (packet.empty()) {
            CHECK(pbx.outcome().what == AMIWIRE_WHAT_UNKNOWN && pbx.outcome().tag == 2 && packet.title().empty());
            notices++;
        }
    }
    CHECK_INT(packets, 5);
    CHECK_INT(notices, 1);
    CHECK(pbx.last() == status::CLOSED);
    // A program that only calls learns of the end, too.
    CHECK(thrown([&] { pbx.call(amiwire::action("Ping")); }) == status::CLOSED);
    // Over the old one, which goes.
    pbx = amiwire::connection(config_of(server));
    CHECK(pbx.call(amiwire::action("Ping")).is("Success"));
    pbx.send(3, amiwire::action("Hangup"));
    CHECK(pbx.recv() == nullptr && !pbx.last() && pbx.outcome().what == AMIWIRE_WHAT_UNKNOWN);
    CHECK(pbx.recv() == nullptr && pbx.last() == status::CLOSED);
    pbx.close();
    server_join(&server);
}

// What nobody took in time is missing, and a range says where and how much.
void dropped()
{
    static server server;
    std::uint64_t events = 0, lost = 0, notices = 0;

    CHECK_INT(server_start(&server, 1, script), 0);
    amiwire::config small = config_of(server);
    small.keep_bytes = 1000;
    amiwire::connection pbx(small);
    CHECK(pbx.call(amiwire::action("Flood")).is("Success"));
    pbx.send(1, amiwire::action("Hangup"));
    for (const amiwire::packet &packet : pbx)
        if (packet.event() == AMIWIRE_EVENT_NEWCHANNEL)
            events++;
        else if (pbx.outcome().what == AMIWIRE_WHAT_LOST) {
            CHECK(packet.empty() && events == 0);
            lost = pbx.outcome().tag;
        } else
            notices++;
    CHECK(events > 0 && events < 20);
    CHECK_INT(events + lost, 100);
    CHECK_INT(notices, 1); // of the Hangup
    pbx.close();
    server_join(&server);
}

// A program that only calls comes back.
void way_back()
{
    static server server;
    std::error_code code;

    CHECK_INT(server_start(&server, 2, script), 0);
    amiwire::config cfg = config_of(server);
    cfg.reconnect_first_ms = 1;
    cfg.keep_secret = 1;
    amiwire::connection pbx(cfg);
    CHECK(pbx.call(amiwire::action("Hangup"), code).empty() && code == status::OUTCOME_UNKNOWN);
    CHECK(pbx.call(amiwire::action("Ping")).is("Success"));
    CHECK(pbx.recv(0ms, code) == nullptr && !code && pbx.outcome().what == AMIWIRE_WHAT_CUT);
    pbx.close();
    server_join(&server);
}

void failures()
{
    amiwire::config cfg;
    std::error_code code;
    std::string detail;

    CHECK_INT(thrown([&] { amiwire::connection none(cfg); }).value(), AMIWIRE_NULL_ARGUMENT);
    cfg.host = "127.0.0.1";
    cfg.port = 1;
    const amiwire::connection none = amiwire::connection::open(cfg, code, &detail);
    CHECK(!none && code == std::errc::connection_refused);
    CHECK(detail.find("127.0.0.1:1") != std::string::npos);
    try {
        const amiwire::connection thrower(cfg);
        CHECK(false);
    } catch (const amiwire::error &error) {
        CHECK(error.code() == status::CONNECT_REFUSED && error.os_error() == ECONNREFUSED);
    }
    try {
        amiwire::connection refused(cfg);
    } catch (const std::system_error &error) {
        CHECK(std::string(error.what()).find("127.0.0.1:1") != std::string::npos);
    }
    // A transport without functions is none.
    amiwire_transport table = {};
    table.struct_size = sizeof table;
    CHECK(!amiwire::connection::open(cfg, table, code));
    CHECK_INT(code.value(), AMIWIRE_NULL_ARGUMENT);
    // One that was never opened says so.
    amiwire::connection empty;
    CHECK(thrown([&] { empty.recv(); }) == status::NULL_ARGUMENT);
    CHECK(thrown([&] { empty.call(amiwire::action("Ping")); }) == status::NULL_ARGUMENT);
    CHECK(empty.outcome().what == 0 && empty.fd() == -1 && empty.buffered() == 0);
}

} // namespace

// The options of the connection and of one action.
void options()
{
    static server server;
    CHECK_INT(server_start(&server, 2, script), 0);
    amiwire::config cfg = config_of(server);
    const auto started = [](const amiwire::connection &conn) { return conn.outcome().what == AMIWIRE_WHAT_STARTED; };
    const auto originate = amiwire::action("Originate", {{"Channel", "PJSIP/1"}, {"Async", "true"}});
    cfg.events = "agnet";
    CHECK(thrown([&] { amiwire::connection refused(cfg); }) == status::BAD_ARGUMENT);
    cfg.events = " Agent,smscommand";
    cfg.other_classes = 1;
    amiwire::connection conn(cfg);
    conn.call(originate, 5s);
    CHECK(started(conn));
    CHECK(thrown([&] { conn.call(amiwire::action("Hangup"), 5s); }) == status::OUTCOME_UNKNOWN);
    conn.close();
    cfg.events = nullptr;
    amiwire::connection other(cfg);
    amiwire::action_options own(5s);
    own.no_originate_response = 1;
    CHECK(other.call_as(originate, own).title() == "Success" && started(other));
    other.send_as(7, originate, own);
    CHECK(other.recv(5s) != nullptr && started(other) && other.outcome().tag == 7);
    std::error_code code;
    other.send_as(7, amiwire::action("Ping", {{"A:", ""}}), own, code);
    CHECK(code == status::NAME_HAS_COLON);
    other.call_as(amiwire::action("Ping", {{"A:", ""}}), own, code);
    CHECK(code == status::NAME_HAS_COLON);
    other.close();
    server_join(&server);
}

int main()
{
    options();
    calls();
    end();
    dropped();
    way_back();
    failures();
    return TEST_RESULT();
}
