/* `Response: Follows` from C: forged in a caller's name, awaited, and without
 * end; over the connector, and with reader and session in a loop of one's own. */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>

#include "server.h"
#include "test.h"

enum { EVENTS = 5000 };

static const char *const forged = "Event: Newchannel\r\nCallerIDName: M\r\n\r\nResponse: Follows\r\nX: \r\nExten: 1\r\n\r\n";

/* What has been seen. */
static int behind, unclaimed, texts;

static void told(const amiwire_packet *packet, const amiwire_outcome *outcome)
{
    amiwire_slice value;

    if (outcome->what == AMIWIRE_WHAT_UNCLAIMED)
        unclaimed++;
    if (outcome->what == AMIWIRE_WHAT_RESPONSE && amiwire_packet_body(packet, &value) == AMIWIRE_OK)
        texts += outcome->tag == 7 && value.len == 5 && memcmp(value.ptr, "one\n\n", 5) == 0;
    value = amiwire_packet_title(packet);
    behind += value.len == 6 && memcmp(value.ptr, "Behind", 6) == 0;
}

static int forger(server *self, int socket, int number)
{
    char name[64], id[128];
    int i;

    (void)number;
    if (!server_log_in(self, socket))
        return 1;
    server_send(socket, forged);
    for (i = 0; i < EVENTS; i++)
        server_send(socket, "Event: Behind\r\nPrivilege: call,all\r\n\r\n");
    if (server_action(self, socket, name, id)) {
        server_send(socket, "Response: Follows\r\nPrivilege: Command\r\n");
        server_send(socket, id);
        server_send(socket, "one\n\n--END COMMAND--\r\n\r\nEvent: Last\r\n\r\n");
    }
    server_action(self, socket, name, id);
    return 1;
}

static void connector(void)
{
    amiwire_conn_config config = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_outcome outcome;
    amiwire_field command = {"Command", "core show channels", 0};
    uint64_t count = 0;
    server self;

    behind = unclaimed = texts = 0;
    CHECK_INT(server_start(&self, 1, forger), 0);
    config.host = "127.0.0.1";
    config.port = self.port;
    config.username = "ucmamiuser1";
    config.secret = "test123";
    if (CHECK_INT(amiwire_conn_open(&config, &conn), AMIWIRE_OK)) {
        CHECK_INT(amiwire_conn_send(conn, 7, "Command", &command, 1), AMIWIRE_OK);
        do {
            if (!CHECK_INT(amiwire_conn_recv(conn, &packet, 60000), AMIWIRE_OK))
                break;
            CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
            told(&packet, &outcome);
        } while (amiwire_packet_title(&packet).len != 4);
        CHECK_INT(behind, EVENTS);
        CHECK_INT(unclaimed, 1);
        CHECK_INT(texts, 1);
        CHECK_INT(amiwire_conn_counter(conn, "unawaited_texts", &count), AMIWIRE_OK);
        CHECK_INT(count, 1);
        amiwire_conn_close(conn);
    }
    server_join(&self);
}

static int without_end(server *self, int socket, int number)
{
    char name[64], id[128];
    int i;

    (void)number;
    if (!server_log_in(self, socket) || !server_action(self, socket, name, id))
        return 1;
    server_send(socket, "Response: Follows\r\nPrivilege: Command\r\n");
    server_send(socket, id);
    for (i = 0; i < 2000; i++)
        server_send(socket, "Event: Behind\r\n\r\n");
    server_action(self, socket, name, id);
    return 1;
}

static void bound(void)
{
    amiwire_conn_config config = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_outcome outcome;
    server self;
    int32_t rc;

    CHECK_INT(server_start(&self, 1, without_end), 0);
    config.host = "127.0.0.1";
    config.port = self.port;
    config.username = "ucmamiuser1";
    config.secret = "test123";
    config.max_text_bytes = 20000;
    if (CHECK_INT(amiwire_conn_open(&config, &conn), AMIWIRE_OK)) {
        CHECK_INT(amiwire_conn_send(conn, 7, "Command", NULL, 0), AMIWIRE_OK);
        /* The last word on the action, and then the end. */
        CHECK_INT(amiwire_conn_recv(conn, &packet, 60000), AMIWIRE_NOTICE);
        CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
        CHECK_INT(outcome.what, AMIWIRE_WHAT_UNKNOWN);
        CHECK_INT(outcome.tag, 7);
        rc = amiwire_conn_recv(conn, &packet, 60000);
        CHECK_INT(rc, AMIWIRE_TEXT_TOO_LARGE);
        CHECK_STR(amiwire_status_name(rc), "TEXT_TOO_LARGE");
        amiwire_conn_close(conn);
    }
    server_join(&self);
}

static amiwire_session_memory session_memory;
static amiwire_reader_memory reader_memory;
static uint8_t storage[4096], queue[2048];
static uint32_t index_memory[512];
static amiwire_slot slots[4];
static amiwire_session *session;
static amiwire_reader *reader;

/* A turn of a loop of one's own; what it ended with. */
static int32_t feed(const char *text, uint64_t now)
{
    size_t room, size = strlen(text);
    amiwire_packet packet;
    amiwire_outcome outcome;
    uint8_t *space;
    int32_t rc;

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    if (!CHECK(room >= size))
        return AMIWIRE_NO_ROOM;
    memcpy(space, text, size);
    CHECK_INT(amiwire_reader_commit(reader, size), AMIWIRE_OK);
    CHECK_INT(amiwire_session_heard(session, reader, now), AMIWIRE_OK);
    for (;;) {
        CHECK_INT(amiwire_session_announce(session, reader), AMIWIRE_OK);
        rc = amiwire_reader_next(reader, &packet);
        if (rc != AMIWIRE_OK)
            return rc;
        CHECK_INT(amiwire_session_handle(session, &packet, now, &outcome), AMIWIRE_OK);
        told(&packet, &outcome);
    }
}

static void no_manager(void)
{
    uint8_t *space;
    size_t room;

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    if (!CHECK(room >= 11))
        return;
    memcpy(space, "SSH-2.0-x\r\n", 11);
    CHECK_INT(amiwire_reader_commit(reader, 11), AMIWIRE_OK);
    CHECK_INT(amiwire_session_heard(session, reader, 0), AMIWIRE_BAD_BANNER);
    CHECK_INT(amiwire_reader_reset(reader), AMIWIRE_OK);
}

/* Takes what is queued off, and the ActionID of the first action in it. */
static void sent_id(char id[64])
{
    amiwire_slice bytes;
    char queued[256] = "";
    const char *at;

    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    memcpy(queued, bytes.ptr, bytes.len < 255 ? bytes.len : 255);
    at = strstr(queued, "ActionID: ");
    CHECK(at != NULL && sscanf(at, "ActionID: %63s", id) == 1);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
}

static void loop_of_ones_own(void)
{
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    amiwire_reader_options reading = AMIWIRE_READER_OPTIONS_INIT;
    amiwire_error error;
    amiwire_slice bytes;
    uint64_t deadline;
    char id[64] = "", answer[256];
    int i;

    behind = unclaimed = texts = 0;
    options.ping_after = 1000;
    options.dead_after = 500;
    /* So long a Command without a limit holds back the Pings. */
    options.action_limit = 100;
    reading.text = 3;
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, sizeof storage, index_memory, 512,
                                  &reading, &reader),
              AMIWIRE_BAD_ARGUMENT);
    reading.text = AMIWIRE_TEXT_ANNOUNCED;
    reading.max_text_bytes = 300;
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, sizeof storage, index_memory, 512,
                                  &reading, &reader),
              AMIWIRE_OK);
    CHECK_INT(amiwire_session_init(&session_memory, sizeof session_memory, slots, 4, queue, sizeof queue, &options, 0,
                                   &session),
              AMIWIRE_OK);
    no_manager();
    CHECK_INT(feed("Asterisk Call Manager/2.7.0\r\n", 0), AMIWIRE_NEED_MORE);
    CHECK_INT(amiwire_session_login(session, "ucmamiuser1", "test123", NULL), AMIWIRE_OK);
    /* Without its ActionID a text without one would be taken, too. */
    sent_id(id);
    snprintf(answer, sizeof answer, "Response: Success\r\nActionID: %s\r\nMessage: Hello\r\n\r\n", id);
    CHECK_INT(feed(answer, 0), AMIWIRE_NEED_MORE);

    CHECK_INT(amiwire_session_submit(session, 7, "Command", NULL, 0, UINT64_MAX, 0, NULL), AMIWIRE_OK);
    sent_id(id);

    CHECK_INT(feed(forged, 0), AMIWIRE_NEED_MORE);
    for (i = 0; i < EVENTS; i++)
        CHECK_INT(feed("Event: Behind\r\n\r\n", 0), AMIWIRE_NEED_MORE);
    snprintf(answer, sizeof answer, "Response: Follows\r\nPrivilege: Command\r\nActionID: %s\r\n", id);
    for (i = 0; answer[i] != '\0'; i++) {
        char byte[2] = {answer[i], '\0'};

        CHECK_INT(feed(byte, 0), AMIWIRE_NEED_MORE);
    }
    /* A line of the text is life, a byte of it is none. */
    CHECK_INT(feed("one\n", 700), AMIWIRE_NEED_MORE);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 1700);
    CHECK_INT(feed("\n-", 800), AMIWIRE_NEED_MORE);
    CHECK_INT(feed("-END COMMAND--", 900), AMIWIRE_NEED_MORE);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 1800);
    CHECK_INT(feed("\r\n\r\n", 1000), AMIWIRE_NEED_MORE);
    CHECK_INT(behind, EVENTS);
    CHECK_INT(unclaimed, 1);
    CHECK_INT(texts, 1);

    /* Without a session: announced by hand, used once, taken back. */
    CHECK_INT(amiwire_reader_announce(reader, ""), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_reader_announce(reader, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_announce(NULL, "a"), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_announce_without_id(NULL), AMIWIRE_NULL_ARGUMENT);
    for (i = 0; i < 8; i++) {
        snprintf(answer, sizeof answer, "%d", i);
        CHECK_INT(amiwire_reader_announce(reader, answer), AMIWIRE_OK);
    }
    CHECK_INT(amiwire_reader_announce(reader, "0"), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_announce(reader, "8"), AMIWIRE_TOO_MANY_ACTIONS);
    CHECK_INT(amiwire_reader_withdraw(reader, "9"), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_withdraw(reader, "7"), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_announce(reader, "8"), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_withdraw(NULL, "8"), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_session_announce(session, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_session_heard(NULL, reader, 0), AMIWIRE_NULL_ARGUMENT);

    /* Given up: its place is free, and there is no outcome. */
    CHECK_INT(amiwire_session_submit(session, 9, "Ping", NULL, 0, 0, 0, NULL), AMIWIRE_OK);
    CHECK_INT((int)amiwire_session_in_flight(session), 1);
    CHECK_INT(amiwire_session_give_up(session, 9), AMIWIRE_OK);
    CHECK_INT(amiwire_session_give_up(session, 9), AMIWIRE_NO_EVENT);
    CHECK_INT(amiwire_session_give_up(NULL, 9), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT((int)amiwire_session_in_flight(session), 0);

    /* A text that has no end, reported once with where it began. */
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    CHECK_INT(amiwire_session_submit(session, 8, "Command", NULL, 0, 0, 0, NULL), AMIWIRE_OK);
    sent_id(id);
    snprintf(answer, sizeof answer, "Response: Follows\r\nPrivilege: Command\r\nActionID: %s\r\n", id);
    CHECK_INT(feed(answer, 1000), AMIWIRE_NEED_MORE);
    /* The bound counts from the packet's first byte. */
    for (i = (int)strlen(answer); i + 17 <= (int)reading.max_text_bytes; i += 17)
        CHECK_INT(feed("Event: Behind\r\n\r\n", 1000), AMIWIRE_NEED_MORE);
    CHECK_INT(feed("Event: Behind\r\n\r\n", 1000), AMIWIRE_TEXT_TOO_LARGE);
    CHECK_INT(amiwire_reader_error(reader, &error), AMIWIRE_OK);
    CHECK_INT(error.status, AMIWIRE_TEXT_TOO_LARGE);
    CHECK(error.offset > EVENTS * 17);
    CHECK_INT(feed("Event: Behind\r\n\r\n", 1000), AMIWIRE_NEED_MORE);
    CHECK_INT(behind, EVENTS + 1);
}

int main(void)
{
    connector();
    bound();
    loop_of_ones_own();
    return TEST_RESULT();
}
