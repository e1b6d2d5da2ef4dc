/* Large answers through the connector: whole by default, and what had come of
 * those that are larger than the memory. */
#include <amiwire.h>

#include "large.h"
#include "test.h"

static amiwire_conn *opened(server *server, amiwire_conn_config *cfg)
{
    amiwire_conn *conn = NULL;

    CHECK_INT(server_start(server, 1, large_script), 0);
    cfg->host = "127.0.0.1";
    cfg->port = server->port;
    cfg->username = "ucmamiuser1";
    cfg->secret = "test123";
    /* Nothing here waits for a limit. */
    cfg->action_ms = UINT32_MAX;
    CHECK_INT(amiwire_conn_open(cfg, &conn), AMIWIRE_OK);
    return conn;
}

/* How many lines of output there are. */
static long printed(const amiwire_packet *packet)
{
    amiwire_slice line;
    size_t resume = 0;
    long lines = 0;

    while (amiwire_packet_output(packet, &resume, &line) == AMIWIRE_OK)
        lines++;
    return lines;
}

static void large_answers_are_whole(void)
{
    static server server;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = opened(&server, &cfg);
    amiwire_packet packet;
    amiwire_slice value;
    int rc, items = 0;

    CHECK_INT(amiwire_conn_call(conn, "Print5000", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(printed(&packet), LINES);
    CHECK_INT(amiwire_conn_send(conn, 7, "Print5000", NULL, 0), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 20000), AMIWIRE_OK);
    CHECK_INT(printed(&packet), LINES);
    CHECK_INT(amiwire_conn_call(conn, "List3000", NULL, 0, 0, &packet), AMIWIRE_OK);
    while ((rc = amiwire_conn_answer(conn, &packet)) == AMIWIRE_OK)
        items++;
    CHECK_INT(rc, AMIWIRE_NO_EVENT);
    CHECK_INT(items, ITEMS + 1);
    CHECK_INT(amiwire_conn_call(conn, "Database200000", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 20000), AMIWIRE_OK);
    CHECK_INT(amiwire_packet_get(&packet, "Value", 0, &value), AMIWIRE_OK);
    CHECK(value.len == 200000);
    amiwire_conn_close(conn);
    server_join(&server);
}

/* With the options as they are, but for where the exchange is. */
static void those_of_a_small_office_are_whole_by_default(void)
{
    static const char *const lists[] = {"DBGetTree", "PJSIPShowEndpoints"};
    static server server;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_slice value;
    int list, items, rc;

    CHECK_INT(server_start(&server, 1, large_script), 0);
    cfg.host = "127.0.0.1";
    cfg.port = server.port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Command", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(printed(&packet), LINES);
    CHECK_INT(amiwire_conn_call(conn, "GetConfig", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(packet.indexed, CONFIG_LINES + 3);
    for (list = 0; list < 2; list++) {
        CHECK_INT(amiwire_conn_call(conn, lists[list], NULL, 0, 0, &packet), AMIWIRE_OK);
        for (items = 0; (rc = amiwire_conn_answer(conn, &packet)) == AMIWIRE_OK;)
            items++;
        CHECK_INT(rc, AMIWIRE_NO_EVENT);
        CHECK_INT(items, ITEMS + 1);
    }
    CHECK_INT(amiwire_conn_call(conn, "Database200000", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 20000), AMIWIRE_OK);
    CHECK_INT(amiwire_packet_get(&packet, "Value", 0, &value), AMIWIRE_OK);
    CHECK(value.len == 200000);
    amiwire_conn_close(conn);
    server_join(&server);
}

static void larger_ones_keep_what_had_come(void)
{
    static server server;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn;
    amiwire_packet packet;
    amiwire_outcome outcome;
    int items = 1, rc;

    cfg.max_memory_bytes = 1 << 20;
    cfg.max_actions = 1;
    conn = opened(&server, &cfg);
    rc = amiwire_conn_call(conn, "Print50000", NULL, 0, 0, &packet);
    CHECK(rc == AMIWIRE_PACKET_TOO_LARGE || rc == AMIWIRE_TOO_MANY_HEADERS);
    CHECK(strstr(amiwire_conn_detail(conn, NULL), "raise max_memory_bytes") != NULL);
    CHECK_INT(packet.piece, AMIWIRE_PIECE_FIRST);
    CHECK(printed(&packet) > 2000);
    CHECK_INT(amiwire_conn_answer(conn, &packet), AMIWIRE_NO_EVENT);
    /* The one place for an action is free. */
    CHECK_INT(amiwire_conn_call(conn, "List3000", NULL, 0, 0, &packet), AMIWIRE_TRUNCATED);
    CHECK(strstr(amiwire_conn_detail(conn, NULL), "raise max_memory_bytes") != NULL);
    CHECK_INT(amiwire_slice_is(amiwire_packet_title(&packet), "Success"), 1);
    while ((rc = amiwire_conn_answer(conn, &packet)) == AMIWIRE_OK)
        items++;
    CHECK_INT(rc, AMIWIRE_NO_EVENT);
    CHECK(items > 1000);
    for (; items < ITEMS + 1; items++) {
        CHECK_INT(amiwire_conn_recv(conn, &packet, 20000), AMIWIRE_OK);
        CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
        CHECK_INT(outcome.what, AMIWIRE_WHAT_EXTRA);
    }
    CHECK_INT(amiwire_conn_send(conn, 7, "Print50000", NULL, 0), AMIWIRE_OK);
    rc = amiwire_conn_recv(conn, &packet, 20000);
    CHECK(rc == AMIWIRE_PACKET_TOO_LARGE || rc == AMIWIRE_TOO_MANY_HEADERS);
    CHECK(strstr(amiwire_conn_detail(conn, NULL), "raise max_memory_bytes") != NULL);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_NOTICE);
    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    CHECK_INT(outcome.what, AMIWIRE_WHAT_TOO_LARGE);
    CHECK(outcome.tag == 7 && outcome.last == 1);
    amiwire_conn_close(conn);
    server_join(&server);
}

int main(void)
{
    large_answers_are_whole();
    those_of_a_small_office_are_whole_by_default();
    larger_ones_keep_what_had_come();
    return TEST_RESULT();
}
