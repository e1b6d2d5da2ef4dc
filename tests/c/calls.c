/* A program that only calls, over a connection that is cut and made again. */
#include <amiwire.h>
#include <stdlib.h>

#include "server.h"
#include "test.h"

/* Answers Ping; Cut has no answer, but the end. */
static int script(server *server, int socket, int number)
{
    char name[64], id[128];

    (void)number;
    if (!server_log_in(server, socket))
        return 0;
    while (server_action(server, socket, name, id)) {
        if (strcmp(name, "Logoff") == 0)
            return 1;
        if (strcmp(name, "Cut") == 0)
            return 0;
        server_respond(socket, id, "");
    }
    return 0;
}

static amiwire_conn_config config_of(const server *server)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;

    cfg.host = "127.0.0.1";
    cfg.port = server->port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    cfg.reconnect_first_ms = 1;
    cfg.reconnect_most_ms = 5;
    cfg.reconnect_attempts = 2;
    return cfg;
}

static int call(amiwire_conn *conn, const char *name)
{
    amiwire_packet packet;

    return amiwire_conn_call(conn, name, NULL, 0, 0, &packet);
}

static int what(const amiwire_conn *conn)
{
    amiwire_outcome outcome;

    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    return (int)outcome.what;
}

static void comes_back(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_conn_config cfg;
    amiwire_action_options limit = {sizeof limit, 0, 0, 0, 0, NULL, NULL};
    amiwire_packet packet;
    int i;

    CHECK_INT(server_start(&server, 3, script), 0);
    cfg = config_of(&server);
    cfg.keep_secret = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    for (i = 0; i < 2; i++) {
        /* It may have been carried out, and is not repeated. */
        CHECK_INT(call(conn, "Cut"), AMIWIRE_OUTCOME_UNKNOWN);
        CHECK_INT(call(conn, "Ping"), AMIWIRE_OK);
        CHECK_INT(call(conn, "Ping"), AMIWIRE_OK);
    }
    /* What came meanwhile was kept. */
    for (i = 0; i < 2; i++) {
        CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_NOTICE);
        CHECK_INT(what(conn), AMIWIRE_WHAT_CUT);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_OK);
        CHECK_INT(what(conn), AMIWIRE_WHAT_BANNER);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_OK);
        CHECK_INT(what(conn), AMIWIRE_WHAT_LOGGED_IN);
    }
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    limit.limit = UINT64_C(20000000000);
    CHECK_INT(call(conn, "Cut"), AMIWIRE_OUTCOME_UNKNOWN);
    /* Nobody listens any more, and the policy gives up. */
    for (i = 0; i < 2; i++)
        CHECK_INT(amiwire_conn_call_as(conn, "Ping", NULL, 0, &limit, &packet), AMIWIRE_CONNECT_REFUSED);
    amiwire_conn_close(conn);
    server_join(&server);
}

static void by_hand(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_conn_config cfg;

    CHECK_INT(server_start(&server, 2, script), 0);
    cfg = config_of(&server);
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(call(conn, "Cut"), AMIWIRE_OUTCOME_UNKNOWN);
    CHECK_INT(call(conn, "Ping"), AMIWIRE_NOT_LOGGED_IN);
    CHECK(strstr(amiwire_conn_detail(conn, NULL), "log in, or set keep_secret") != NULL);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "test123", AMIWIRE_LOGIN_PLAIN), AMIWIRE_OK);
    CHECK_INT(call(conn, "Ping"), AMIWIRE_OK);
    amiwire_conn_close(conn);
    server_join(&server);
}

static void too_late(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_conn_config cfg;
    amiwire_packet packet;

    CHECK_INT(server_start(&server, 1, script), 0);
    cfg = config_of(&server);
    cfg.keep_secret = 1;
    cfg.reconnect_first_ms = cfg.reconnect_most_ms = 60000;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(call(conn, "Cut"), AMIWIRE_OUTCOME_UNKNOWN);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 20, &packet), AMIWIRE_ACTION_UNSENT);
    CHECK(strstr(amiwire_conn_detail(conn, NULL), "without a connection") != NULL);
    CHECK_INT(amiwire_conn_interrupt(conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, AMIWIRE_FOREVER, &packet), AMIWIRE_INTERRUPTED);
    CHECK_STR(amiwire_conn_detail(conn, NULL), "the action was not sent");
    amiwire_conn_close(conn);
    server_join(&server);
}

int main(void)
{
    comes_back();
    by_hand();
    too_late();
    return TEST_RESULT();
}
