/*
 * What a C program sees of a panic in the connector: a status, its text, and a
 * handle that answers nothing any more. Linked by tests/library.sh to a library
 * with a function that panics; nothing may be printed but by this program.
 */
#include <amiwire.h>
#include <string.h>

#include "../c/test.h"

/* Not in the header: only the library for this test has it. */
int32_t amiwire_control(amiwire_conn *conn);

/* An exchange that greets, logs in whoever asks, and then is silent. */
static int32_t talk(void *user, uint8_t *buf, size_t room, int64_t wait_ms, size_t *n)
{
    static const char *const lines[] = {"Asterisk Call Manager/2.7.0\r\n", "Response: Success\r\n\r\n"};
    int *said = (int *)user;

    (void)wait_ms;
    if (*said >= 2)
        return AMIWIRE_PEER_SILENT;
    *n = strlen(lines[*said]);
    if (*n > room)
        return AMIWIRE_IO;
    memcpy(buf, lines[(*said)++], *n);
    return AMIWIRE_OK;
}

static int32_t listen(void *user, const uint8_t *buf, size_t len, int64_t wait_ms, size_t *n)
{
    (void)user;
    (void)buf;
    (void)wait_ms;
    *n = len;
    return AMIWIRE_OK;
}

static void hang_up(void *user)
{
    *(int *)user = -1;
}

int main(void)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_transport transport;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_outcome outcome;
    amiwire_slice version;
    uint64_t count = 0;
    int32_t os_error = -1;
    int said = 0;

    memset(&transport, 0, sizeof transport);
    transport.struct_size = sizeof transport;
    transport.user = &said;
    transport.read = talk;
    transport.write = listen;
    transport.close = hang_up;
    cfg.username = "ucmamiuser1";
    cfg.secret = "swordfish";

    CHECK_INT(amiwire_conn_open_transport(&cfg, &transport, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_PEER_SILENT);
    CHECK_INT(amiwire_control(conn), AMIWIRE_PANICKED);
    CHECK_STR(amiwire_conn_detail(conn, &os_error), "injected into the library");
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_send(conn, 1, "Ping", NULL, 0), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 0, &packet), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_answer(conn, &packet), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "swordfish", AMIWIRE_LOGIN_PLAIN), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_set_events(conn, "off"), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_version(conn, &version), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_counter(conn, "packets", &count), AMIWIRE_POISONED);
    CHECK_INT(amiwire_conn_buffered(conn), 0);
    /* What touches neither session nor stream goes on, to let a wait end. */
    CHECK_INT(amiwire_conn_interrupt(conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_fd(conn), -1);
    CHECK_STR(amiwire_conn_detail(conn, &os_error), "injected into the library");
    amiwire_conn_close(conn);
    CHECK_INT(said, -1);
    return TEST_RESULT();
}
