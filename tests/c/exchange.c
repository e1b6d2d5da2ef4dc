/* The server's half from C: what it checks, answers and refuses. */
#include <amiwire.h>

#include "test.h"

static union {
    uint64_t align;
    uint8_t bytes[AMIWIRE_SERVER_STORAGE];
} memory;
static union {
    uint64_t align;
    uint8_t bytes[AMIWIRE_READER_STORAGE];
} reader_memory;
static uint8_t storage[2048], queue[256];
static uint32_t index_memory[64];
static amiwire_server *server;
static amiwire_reader *reader;
static amiwire_packet packet;

static void begin(void)
{
    amiwire_server_options options = AMIWIRE_SERVER_OPTIONS_INIT;
    amiwire_reader_options typed = AMIWIRE_READER_OPTIONS_INIT;

    options.version = "9.9";
    options.challenge = 840415273;
    options.login_limit = 30;
    typed.lines = AMIWIRE_LINES_TYPED;
    typed.no_banner = 1;
    CHECK_INT(amiwire_server_init(&memory, sizeof memory, queue, sizeof queue, &options, 0, &server), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, sizeof storage, index_memory, 64,
                                  &typed, &reader),
              AMIWIRE_OK);
}

/* What is queued must be this text. */
static void sends(const char *text)
{
    amiwire_slice bytes;
    size_t size = strlen(text);

    if (!CHECK_INT(amiwire_server_transmit(server, &bytes), AMIWIRE_OK) || !CHECK(bytes.len == size) ||
        !CHECK(memcmp(bytes.ptr, text, size) == 0))
        fprintf(stderr, "%.*s\n", (int)bytes.len, (const char *)bytes.ptr);
    CHECK_INT(amiwire_server_sent(server, bytes.len + 1), AMIWIRE_COMMIT_TOO_LARGE);
    CHECK_INT(amiwire_server_sent(server, bytes.len), AMIWIRE_OK);
    CHECK_INT(amiwire_server_transmit(server, &bytes), AMIWIRE_NO_EVENT);
}

/* Reads a request and tells what it is. */
static amiwire_request ask(const char *text)
{
    amiwire_request request;
    uint8_t *space;
    size_t room;

    memset(&request, 0, sizeof request);
    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    memcpy(space, text, strlen(text));
    CHECK_INT(amiwire_reader_commit(reader, strlen(text)), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_server_handle(server, &packet, 1, &request), AMIWIRE_OK);
    return request;
}

/* Without a random number there is no challenge: everybody would know it. */
static void without_a_challenge(void)
{
    amiwire_server_options options = AMIWIRE_SERVER_OPTIONS_INIT;
    const amiwire_server_options *none[2];
    int i;

    none[0] = NULL;
    none[1] = &options;
    for (i = 0; i < 2; i++) {
        begin();
        CHECK_INT(amiwire_server_init(&memory, sizeof memory, queue, sizeof queue, none[i], 0, &server), AMIWIRE_OK);
        sends("Asterisk Call Manager/2.7.0\r\n");
        CHECK_INT(ask("Action: Challenge\nAuthType: MD5\n\n").asked, AMIWIRE_ASKED_BAD_AUTH_TYPE);
        sends("Response: Error\r\nMessage: Must specify AuthType\r\n\r\n");
    }
}

static void a_login_by_md5(void)
{
    amiwire_request request;
    uint64_t deadline = 0;
    uint32_t admitted = 7;

    begin();
    CHECK_INT(amiwire_server_phase(server), AMIWIRE_SERVER_GREETED);
    CHECK_INT(amiwire_server_deadline(server, &deadline), AMIWIRE_OK);
    CHECK(deadline == 30);
    sends("Asterisk Call Manager/9.9\r\n");
    CHECK_INT(ask("Action: Ping\n\n").asked, AMIWIRE_ASKED_NOT_ALLOWED);
    sends("Response: Error\r\nMessage: Permission denied\r\n\r\n");
    CHECK_INT(ask("Action: Challenge\nAuthType: MD5\nActionID: 1\n\n").asked, AMIWIRE_ASKED_CHALLENGE);
    sends("Response: Success\r\nActionID: 1\r\nChallenge: 840415273\r\n\r\n");
    request = ask("Action: Login\nAuthType: MD5\nUsername: U\nEvents: off\nKey: 1f1bfa3c1444c582a500df5d521f9771\n\n");
    CHECK_INT(request.asked, AMIWIRE_ASKED_LOGIN);
    CHECK(amiwire_slice_is(request.name, "u") && amiwire_slice_is(request.events, "off"));
    CHECK_INT(amiwire_server_admit(server, &packet, "test123", &admitted), AMIWIRE_OK);
    CHECK_INT(admitted, 1);
    CHECK_INT(amiwire_server_phase(server), AMIWIRE_SERVER_LOGGED_IN);
    CHECK_INT(amiwire_server_deadline(server, &deadline), AMIWIRE_NO_EVENT);
    sends("Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    CHECK_INT(amiwire_server_admit(server, &packet, "test123", NULL), AMIWIRE_BAD_STATE);
}

static void answers(void)
{
    static const amiwire_field item = {"Queue", "6500", 0}, forged = {"Queue", "1\r\nAction: Logoff", 0};
    amiwire_request request = ask("Action: Queues\r\nActionID: x\r\nQueue:\t 5\r\n\r\n");
    amiwire_slice value;
    size_t refused = 99;
    int i;

    CHECK_INT(request.asked, AMIWIRE_ASKED_ACTION);
    CHECK(amiwire_slice_is(request.name, "queues") && request.events.ptr == NULL);
    CHECK_INT(amiwire_server_field(&packet, "queue", &value), AMIWIRE_OK);
    CHECK(amiwire_slice_is(value, "5"));
    CHECK_INT(amiwire_server_field(&packet, "none", &value), AMIWIRE_NOT_FOUND);
    CHECK_INT(amiwire_server_respond(server, &packet, "Success", &forged, 1, &refused), AMIWIRE_VALUE_BAD_BYTE);
    CHECK(refused == 2);
    CHECK_INT(amiwire_server_event(server, NULL, "QueueParams", &item, 1, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_server_event(server, &packet, "QueueParams", &item, 1, NULL), AMIWIRE_OK);
    sends("Event: QueueParams\r\nQueue: 6500\r\n\r\nEvent: QueueParams\r\nActionID: x\r\nQueue: 6500\r\n\r\n");
    for (i = 0; amiwire_server_event(server, NULL, "QueueParams", &item, 1, NULL) == AMIWIRE_OK; i++)
        ;
    CHECK(i > 1);
    CHECK_INT(amiwire_server_event(server, NULL, "QueueParams", &item, 1, NULL), AMIWIRE_OUT_QUEUE_FULL);
    CHECK_INT(amiwire_server_handle_timeout(server, 1000), AMIWIRE_NO_EVENT);
}

static void what_ends_it(void)
{
    uint32_t admitted = 7;

    begin();
    CHECK_INT(ask("Action: Login\nUsername: u\nSecret: s\n\n").asked, AMIWIRE_ASKED_LOGIN);
    CHECK_INT(amiwire_server_admit(server, &packet, "t", &admitted), AMIWIRE_OK);
    CHECK_INT(admitted, 0);
    CHECK_INT(amiwire_server_phase(server), AMIWIRE_SERVER_CLOSING);
    begin();
    CHECK_INT(ask("Action: Login\n\n").asked, AMIWIRE_ASKED_LOGIN);
    CHECK_INT(amiwire_server_refuse(server, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_server_phase(server), AMIWIRE_SERVER_CLOSING);
    begin();
    CHECK_INT(amiwire_server_handle_timeout(server, 30), AMIWIRE_OK);
    CHECK_INT(amiwire_server_phase(server), AMIWIRE_SERVER_CLOSING);
}

static void misuse(void)
{
    amiwire_server *none = NULL;
    amiwire_request request;

    CHECK(amiwire_server_size() <= AMIWIRE_SERVER_STORAGE && amiwire_server_align() <= 8);
    CHECK_INT(amiwire_server_init(&memory, 8, queue, sizeof queue, NULL, 0, &none), AMIWIRE_STORAGE_TOO_SMALL);
    CHECK_INT(amiwire_server_init(&memory, sizeof memory, queue, 4, NULL, 0, &none), AMIWIRE_NO_ROOM);
    CHECK_INT(amiwire_server_init(&memory, sizeof memory, queue, sizeof queue, NULL, 0, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_server_handle(NULL, &packet, 0, &request), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_server_admit(server, &packet, NULL, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_server_sent(NULL, 0), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_server_phase(NULL), 0);
}

int main(void)
{
    without_a_challenge();
    a_login_by_md5();
    answers();
    what_ends_it();
    misuse();
    return TEST_RESULT();
}
