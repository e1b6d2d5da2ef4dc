/* What is particular about one action, and event masks: options of a session, of a
 * connection and of an action, from C. */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>
#include <amiwire_names.h>

#include "server.h"
#include "test.h"

static const amiwire_field ORIGINATE[] = {{"Channel", "PJSIP/1000", 0}, {"Async", "true", 0}};
static const amiwire_field TRAILING[] = {{"Channel", "PJSIP/1000", 0}, {"Async", "true ", 0}};

enum { ENOUGH = 4096, MS = 1000000 };

static amiwire_session_memory memory;
static amiwire_reader_memory reader_memory;
static uint8_t storage[ENOUGH], queue[ENOUGH];
static uint32_t index_memory[256];
static amiwire_slot slots[8];
static amiwire_session *session;
static amiwire_reader *reader;
static amiwire_outcome told;

/* Feeds one packet; what it means is in told. */
static void feed(const char *text)
{
    amiwire_packet packet;
    uint8_t *space;
    size_t room;

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    memcpy(space, text, strlen(text));
    CHECK_INT(amiwire_reader_commit(reader, strlen(text)), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_session_handle(session, &packet, 0, &told), AMIWIRE_OK);
}

/* What is queued, and its ActionID as a line. */
static void sent(char text[ENOUGH], char id[64])
{
    amiwire_slice bytes = {NULL, 0};
    char *at;

    text[0] = id[0] = '\0';
    if (amiwire_session_transmit(session, &bytes) != AMIWIRE_OK)
        return;
    memcpy(text, bytes.ptr, bytes.len);
    text[bytes.len] = '\0';
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    at = strstr(text, "ActionID: ");
    if (CHECK(at != NULL))
        sscanf(at, "%60[^\r]", id);
}

static void begin(const amiwire_session_options *options, const char *events)
{
    char text[ENOUGH], id[64];

    CHECK_INT(amiwire_session_init(&memory, sizeof memory, slots, 8, queue, sizeof queue, options, 0, &session),
              AMIWIRE_OK);
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, sizeof storage, index_memory, 256, NULL,
                                  &reader),
              AMIWIRE_OK);
    feed("Asterisk Call Manager/2.7.0\r\n");
    CHECK_INT(amiwire_session_login(session, "u", "s", events), AMIWIRE_OK);
    sent(text, id);
    feed("Response: Success\r\n\r\n");
    CHECK_INT(told.what, AMIWIRE_WHAT_LOGGED_IN);
}

/* Submits an Originate, answers it, and gives what that means. */
static uint32_t originate(const amiwire_field *fields, const amiwire_action_options *options)
{
    char text[ENOUGH], id[64], answer[256];
    static uint64_t tag;

    CHECK_INT(amiwire_session_submit_as(session, ++tag, "Originate", fields, 2, options, 0, NULL), AMIWIRE_OK);
    sent(text, id);
    snprintf(answer, sizeof answer, "Response: Success\r\n%s\r\nMessage: Originate successfully queued\r\n\r\n", id);
    feed(answer);
    CHECK_INT(told.tag, tag);
    return told.what;
}

static void of_a_session(void)
{
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    amiwire_action_options own = AMIWIRE_ACTION_OPTIONS_INIT;
    char text[ENOUGH], id[64];
    uint64_t deadline = 0;

    begin(NULL, NULL);
    CHECK_INT(originate(ORIGINATE, NULL), AMIWIRE_WHAT_PROGRESS);
    CHECK_INT(originate(ORIGINATE, &own), AMIWIRE_WHAT_PROGRESS);
    CHECK_INT(originate(TRAILING, &own), AMIWIRE_WHAT_RESPONSE);
    own.no_originate_response = 1;
    CHECK_INT(originate(ORIGINATE, &own), AMIWIRE_WHAT_STARTED);
    CHECK_INT(told.last, 1);
    begin(NULL, " Agent , CDR ");
    CHECK_INT(originate(ORIGINATE, NULL), AMIWIRE_WHAT_STARTED);
    options.no_originate_response = 1;
    begin(&options, "on");
    CHECK_INT(originate(ORIGINATE, NULL), AMIWIRE_WHAT_STARTED);

    /* The mask of the login goes out in its normal form, and a wrong one does not. */
    begin(NULL, NULL);
    CHECK_INT(amiwire_session_set_events(session, "call, AGENT"), AMIWIRE_OK);
    sent(text, id);
    CHECK(strstr(text, "EventMask: call,agent\r\n") != NULL);
    CHECK_INT(amiwire_session_set_events(session, ""), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_session_set_events(session, "call,"), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_session_set_events(session, "7"), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_session_set_events(session, "call,on"), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_session_set_events(session, "smscommand"), AMIWIRE_BAD_ARGUMENT);
    sent(text, id);
    CHECK_STR(text, "");
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.other_classes = 1;
    options.ping_after = 100 * MS;
    options.dead_after = 10 * MS;
    begin(&options, NULL);
    CHECK_INT(amiwire_session_set_events(session, "SMScommand"), AMIWIRE_OK);
    sent(text, id);
    CHECK(strstr(text, "EventMask: smscommand\r\n") != NULL);

    /* Only the limit of an action that blocks counts. */
    memset(&own, 0, sizeof own);
    own.struct_size = sizeof own;
    CHECK_INT(amiwire_session_submit_as(session, 100, "Getvar", NULL, 0, &own, 0, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 100 * MS);
    own.blocks = 1;
    own.limit = 5000 * (uint64_t)MS;
    CHECK_INT(amiwire_session_submit_as(session, 101, "Getvar", NULL, 0, &own, 0, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 5000 * (uint64_t)MS);
    own.struct_size = 3;
    CHECK_INT(amiwire_session_submit_as(session, 102, "Getvar", NULL, 0, &own, 0, NULL), AMIWIRE_BAD_STRUCT_SIZE);

    /* A Reload blocks without a word of the caller's; a Setvar does not. */
    begin(&options, NULL);
    CHECK_INT(amiwire_session_submit(session, 100, "Setvar", NULL, 0, 5000 * (uint64_t)MS, 0, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 100 * MS);
    CHECK_INT(amiwire_session_submit(session, 101, "Reload", NULL, 0, 5000 * (uint64_t)MS, 0, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 5000 * (uint64_t)MS);
}

/* Answers everything but Getvar. */
static int script(server *server, int socket, int number)
{
    char name[64], id[128];

    (void)number;
    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id)) {
        if (strcmp(name, "Logoff") == 0)
            return 0;
        if (strcmp(name, "Getvar") != 0)
            server_respond(socket, id, "");
    }
    return 0;
}

static void of_a_connection(void)
{
    static server server;
    amiwire_action_options own = AMIWIRE_ACTION_OPTIONS_INIT;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    char detail[128] = "";

    CHECK_INT(server_start(&server, 3, script), 0);
    cfg.host = "127.0.0.1";
    cfg.port = server.port;
    cfg.username = "u";
    cfg.secret = "s";
    cfg.detail = detail;
    cfg.detail_size = sizeof detail;
    /* Nothing is reached for what can be seen to be wrong. */
    cfg.events = "call, agnet";
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_BAD_ARGUMENT);
    CHECK_STR(detail, "\"agnet\" is no class of events; the option other_classes lets it pass");

    /* The mask. */
    cfg.events = "OFF";
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Originate", ORIGINATE, 2, 5000, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_outcome(conn, &told), AMIWIRE_OK);
    CHECK_INT(told.what, AMIWIRE_WHAT_STARTED);
    CHECK_INT(amiwire_conn_set_events(conn, "call,7"), AMIWIRE_BAD_ARGUMENT);
    CHECK_STR(amiwire_conn_detail(conn, NULL), "the event mask has a number, \"7\": give names of classes");
    amiwire_conn_close(conn);

    /* The connection. */
    cfg.events = NULL;
    cfg.no_originate_response = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Originate", ORIGINATE, 2, 5000, &packet), AMIWIRE_OK);
    amiwire_conn_close(conn);

    /* The action. */
    cfg.no_originate_response = 0;
    cfg.other_classes = 1;
    cfg.events = "smscommand,call";
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    own.no_originate_response = 1;
    own.limit = 5000 * (uint64_t)MS;
    CHECK_INT(amiwire_conn_call_as(conn, "Originate", ORIGINATE, 2, &own, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call_as(conn, "Ping", NULL, 0, NULL, &packet), AMIWIRE_OK);
    own.limit = 20 * MS;
    CHECK_INT(amiwire_conn_call_as(conn, "Getvar", NULL, 0, &own, &packet), AMIWIRE_ACTION_TIMED_OUT);
    CHECK_INT(amiwire_conn_send_as(conn, 7, "Getvar", NULL, 0, &own), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 5000), AMIWIRE_NOTICE);
    CHECK_INT(amiwire_conn_outcome(conn, &told), AMIWIRE_OK);
    CHECK(told.what == AMIWIRE_WHAT_TIMED_OUT && told.tag == 7);
    CHECK_INT(amiwire_conn_send_as(conn, 8, "Ping", NULL, 0, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 5000), AMIWIRE_OK);
    amiwire_conn_close(conn);
    server_join(&server);
}

int main(void)
{
    of_a_session();
    of_a_connection();
    return TEST_RESULT();
}
