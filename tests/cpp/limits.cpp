// What a small office answers with comes whole over a connection with the options as they are.
#include <amiwire.hpp>

#include <iterator>

#include "../c/large.h"
#include "../c/test.h"

namespace {

using namespace std::chrono_literals;

void large_answers_are_whole_by_default()
{
    static server server;

    CHECK_INT(server_start(&server, 1, large_script), 0);
    amiwire::config cfg;
    cfg.host = "127.0.0.1";
    cfg.port = server.port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    amiwire::connection pbx(cfg);
    for (const char *name : {"Command", "Print5000"}) {
        long lines = 0;
        for (std::string_view line : pbx.call(amiwire::action(name)).output()) {
            CHECK(!line.empty());
            lines++;
        }
        CHECK_INT(lines, LINES);
    }
    CHECK(pbx.call(amiwire::action("GetConfig")).size() == CONFIG_LINES + 3);
    for (const char *name : {"DBGetTree", "PJSIPShowEndpoints"}) {
        CHECK(pbx.call(amiwire::action(name)).is("Success"));
        long items = 0;
        for (const amiwire::packet &item : pbx.answer()) {
            CHECK(item.is_event());
            items++;
        }
        CHECK_INT(items, ITEMS + 1);
    }
    pbx.call(amiwire::action("Database200000"));
    const amiwire::packet *event = pbx.recv(20s);
    CHECK(event && event->get("Value").value_or("").size() == 200000);
    pbx.close();
    server_join(&server);
}

} // namespace

int main()
{
    large_answers_are_whole_by_default();
    return TEST_RESULT();
}
