/* The connector from C: calls, threads, fork, SIGPIPE, cuts. */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "server.h"
#include "test.h"

static amiwire_conn_config config(const server *server)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;

    cfg.host = "127.0.0.1";
    cfg.port = server->port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    return cfg;
}

static pthread_t main_thread;

static uint32_t what(const amiwire_conn *conn, uint64_t *tag)
{
    amiwire_outcome outcome = {0, 0, 0, 0, 0};

    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    if (tag != NULL)
        *tag = outcome.tag;
    return outcome.what;
}

/* ---- Calls ---------------------------------------------------------------- */

static int list_script(server *server, int socket, int number)
{
    char name[64], id[128], text[512];

    (void)number;
    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id)) {
        if (strcmp(name, "Logoff") == 0)
            return 1;
        if (strcmp(name, "QueueStatus") != 0) {
            server_respond(socket, id, "");
            continue;
        }
        server_respond(socket, id, "EventList: start\r\n");
        server_send(socket, "Event: Hangup\r\nPrivilege: call,all\r\n\r\n");
        snprintf(text, sizeof text, "Event: QueueParams\r\nQueue: 6500\r\n%s\r\n", id);
        server_send(socket, text);
        snprintf(text, sizeof text, "Event: QueueStatusComplete\r\n%sEventList: Complete\r\n\r\n", id);
        server_send(socket, text);
    }
    return 1;
}

static int traced[3];

static void trace(void *user, uint32_t direction, const uint8_t *packet, size_t size)
{
    static const char secret[] = "test123";
    size_t i;

    CHECK(user == traced && direction >= 1 && direction <= 2);
    traced[direction]++;
    for (i = 0; i + sizeof secret - 1 <= size; i++)
        CHECK(memcmp(packet + i, secret, sizeof secret - 1) != 0);
}

static void calls(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_field field = {"Channel", "a\nb", 0};
    amiwire_conn_config cfg;
    amiwire_slice version;
    uint64_t packets;

    CHECK_INT(server_start(&server, 1, list_script), 0);
    cfg = config(&server);
    cfg.trace = trace;
    cfg.trace_user = traced;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_version(conn, &version), AMIWIRE_OK);
    CHECK(version.len == 5 && memcmp(version.ptr, "2.7.0", 5) == 0);
    CHECK_INT(amiwire_conn_call(conn, "QueueStatus", NULL, 0, AMIWIRE_FOREVER, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_RESPONSE);
    CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_LIST_START);
    CHECK_INT(amiwire_conn_answer(conn, &packet), AMIWIRE_OK);
    CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_LIST_ITEM);
    CHECK_INT(amiwire_slice_is(amiwire_packet_title(&packet), "QueueParams"), 1);
    CHECK_INT(amiwire_conn_answer(conn, &packet), AMIWIRE_OK);
    CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_LIST_END);
    CHECK_INT(amiwire_conn_answer(conn, &packet), AMIWIRE_NO_EVENT);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 0, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Hangup", &field, 1, 0, &packet), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_STR(amiwire_conn_detail(conn, NULL), "header 2");
    field.name = "Value";
    field.value = " 1";
    CHECK_INT(amiwire_conn_call(conn, "Setvar", &field, 1, 0, &packet), AMIWIRE_VALUE_BLANK_EDGE);
    CHECK_STR(amiwire_conn_detail(conn, NULL), "header 2");
    CHECK_INT(amiwire_conn_send(conn, 9, "Setvar", &field, 1), AMIWIRE_VALUE_BLANK_EDGE);
    CHECK(amiwire_conn_buffered(conn) > 0);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_OK);
    CHECK_INT(amiwire_slice_is(amiwire_packet_title(&packet), "Hangup"), 1);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    CHECK_INT(amiwire_conn_outcome(conn, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_conn_counter(conn, "packets", &packets), AMIWIRE_OK);
    CHECK_INT(packets, 6);
    CHECK(amiwire_conn_fd(conn) >= 0);
    CHECK_INT(amiwire_conn_call(conn, NULL, NULL, 0, 0, &packet), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_conn_call(NULL, "Ping", NULL, 0, 0, &packet), AMIWIRE_NULL_ARGUMENT);
    amiwire_conn_close(conn);
    server_join(&server);
    CHECK_INT(traced[AMIWIRE_TRACE_RECEIVED], 7);
    CHECK_INT(traced[AMIWIRE_TRACE_SENT], 4);
}

/* ---- Threads -------------------------------------------------------------- */

enum { EACH = 100 };

static void *send_many(void *argument)
{
    const amiwire_conn *conn = (const amiwire_conn *)argument;
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static uint64_t next = 1;
    uint64_t i, first;

    pthread_mutex_lock(&mutex);
    first = next;
    next += EACH;
    pthread_mutex_unlock(&mutex);
    for (i = 0; i < EACH; i++)
        if (amiwire_conn_send(conn, first + i, "Ping", NULL, 0) != AMIWIRE_OK)
            return argument;
    return NULL;
}

static void *interrupt(void *argument)
{
    const amiwire_conn *conn = (const amiwire_conn *)argument;
    const struct timespec pause = {0, 100 * 1000 * 1000};
    amiwire_packet packet;

    nanosleep(&pause, NULL);
    /* Two cannot receive at once. */
    if (amiwire_conn_recv(conn, &packet, 0) != AMIWIRE_BAD_STATE)
        return argument;
    return amiwire_conn_interrupt(conn) == AMIWIRE_OK ? NULL : argument;
}

static void threads(void)
{
    static server server;
    static int seen[2 * EACH + 1];
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    pthread_t senders[2], waker;
    void *failed = NULL;
    uint64_t tag;
    int i;

    CHECK_INT(server_start(&server, 1, list_script), 0);
    cfg = config(&server);
    cfg.max_actions = 2 * EACH;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    for (i = 0; i < 2; i++)
        CHECK_INT(pthread_create(&senders[i], NULL, send_many, conn), 0);
    for (i = 0; i < 2 * EACH; i++) {
        if (!CHECK_INT(amiwire_conn_recv(conn, &packet, 20000), AMIWIRE_OK))
            break;
        CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_RESPONSE);
        if (CHECK(tag >= 1 && tag <= 2 * EACH))
            seen[tag]++;
    }
    for (i = 1; i <= 2 * EACH; i++)
        CHECK_INT(seen[i], 1);
    for (i = 0; i < 2; i++) {
        pthread_join(senders[i], &failed);
        CHECK(failed == NULL);
    }
    CHECK_INT(pthread_create(&waker, NULL, interrupt, conn), 0);
    CHECK_INT(amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER), AMIWIRE_INTERRUPTED);
    pthread_join(waker, &failed);
    CHECK(failed == NULL);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    amiwire_conn_close(conn);
    server_join(&server);
}

/* ---- fork ----------------------------------------------------------------- */

/* Pipes and the like that an exec would hand on. */
static int inherited(void)
{
    char path[64], target[64];
    int fd, found = 0;

    for (fd = 3; fd < 256; fd++) {
        ssize_t n;

        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        n = readlink(path, target, sizeof target - 1);
        if (n < 0)
            continue;
        target[n] = '\0';
        if (strncmp(target, "socket:", 7) != 0 && !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
            found++;
    }
    return found;
}

/* What a child of fork() may not do it cannot, and it waits for nothing. */
static int refused_in_a_child(const amiwire_conn *conn)
{
    amiwire_packet packet;

    return amiwire_conn_send(conn, 1, "Ping", NULL, 0) == AMIWIRE_BAD_STATE &&
           amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet) == AMIWIRE_BAD_STATE &&
           amiwire_conn_recv(conn, &packet, 10000) == AMIWIRE_BAD_STATE &&
           amiwire_conn_recv(conn, &packet, 0) == AMIWIRE_BAD_STATE &&
           amiwire_conn_login(conn, "a", "b", AMIWIRE_LOGIN_PLAIN) == AMIWIRE_BAD_STATE &&
           amiwire_conn_set_events(conn, "on") == AMIWIRE_BAD_STATE && amiwire_conn_buffered(conn) == 0;
}

static void forks(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    pid_t child;
    int status = -1, before = inherited(), i;

    CHECK_INT(server_start(&server, 1, list_script), 0);
    cfg = config(&server);
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK(fcntl(amiwire_conn_fd(conn), F_GETFD) & FD_CLOEXEC);
    CHECK_INT(inherited(), before);
    for (i = 0; i < 2; i++) {
        child = fork();
        if (child == 0) {
            /* Neither closing nor leaving disturbs the parent's connection. */
            if (i == 0)
                amiwire_conn_close(conn);
            else if (!refused_in_a_child(conn))
                _exit(2);
            /* By exec, since valgrind takes what the parent has for lost here. */
            execlp("true", "true", (char *)NULL);
            _exit(1);
        }
        CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
        CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet), AMIWIRE_OK);
    }
    amiwire_conn_close(conn);
    server_join(&server);
}

/* ---- SIGPIPE and the end of a connection ----------------------------------- */

static int hang_up_script(server *server, int socket, int number)
{
    char name[64], id[128];

    (void)number;
    if (server_log_in(server, socket))
        server_action(server, socket, name, id);
    return 1;
}

static void end_of_a_connection(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    uint64_t tag = 0;
    int32_t rc = AMIWIRE_OK;
    int i;

    /* With its default SIGPIPE would end this program, whatever it was started with. */
    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    CHECK_INT(server_start(&server, 1, hang_up_script), 0);
    cfg = config(&server);
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_send(conn, 7, "Ping", NULL, 0), AMIWIRE_OK);
    server_join(&server);
    for (i = 0; i < 20 && rc == AMIWIRE_OK; i++) {
        const struct timespec pause = {0, 5 * 1000 * 1000};

        rc = amiwire_conn_send(conn, (uint64_t)(100 + i), "Ping", NULL, 0);
        nanosleep(&pause, NULL);
    }
    CHECK_INT(rc, AMIWIRE_RESET);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
    CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_UNKNOWN);
    CHECK_INT(tag, 7);
    while ((rc = amiwire_conn_recv(conn, &packet, 10000)) == AMIWIRE_NOTICE)
        CHECK(what(conn, &tag) == AMIWIRE_WHAT_UNKNOWN || what(conn, &tag) == AMIWIRE_WHAT_UNSENT);
    CHECK(rc == AMIWIRE_RESET || rc == AMIWIRE_CLOSED);
    CHECK_INT(amiwire_conn_send(conn, 8, "Ping", NULL, 0), AMIWIRE_NOT_LOGGED_IN);
    /* A program that only calls learns of the end, too. */
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 0, &packet), rc);
    amiwire_conn_close(conn);
}

static int restart_script(server *server, int socket, int number)
{
    char name[64], id[128];

    if (!server_log_in(server, socket) || !server_action(server, socket, name, id))
        return 1;
    if (number == 2)
        server_respond(socket, id, "");
    return 0;
}

static void way_back(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    uint64_t tag;
    int i;

    CHECK_INT(server_start(&server, 3, restart_script), 0);
    cfg = config(&server);
    cfg.reconnect_first_ms = 1;
    cfg.reconnect_most_ms = 50;
    cfg.keep_secret = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    for (i = 0; i < 2; i++) {
        CHECK_INT(amiwire_conn_send(conn, 5, "Ping", NULL, 0), AMIWIRE_OK);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
        CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_CUT);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
        CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_UNKNOWN);
        CHECK_INT(tag, 5);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_OK);
        CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_BANNER);
        CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_OK);
        CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_LOGGED_IN);
    }
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet), AMIWIRE_OK);
    amiwire_conn_close(conn);
    server_join(&server);
}

/* Is no manager after a restart, and then one again. */
static int stranger_script(server *server, int socket, int number)
{
    char name[64], id[128];

    if (number == 1 || number == 2) {
        server_send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        return 0;
    }
    if (server_log_in(server, socket) && server_action(server, socket, name, id) && number != 0)
        server_respond(socket, id, "");
    return number != 0;
}

static void failed_attempts(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    amiwire_outcome outcome = {0, 0, 0, 0, 0};
    int32_t number = -1;
    int i;

    CHECK_INT(server_start(&server, 4, stranger_script), 0);
    cfg = config(&server);
    cfg.reconnect_first_ms = 1;
    cfg.reconnect_most_ms = 50;
    cfg.keep_secret = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_send(conn, 5, "Ping", NULL, 0), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    CHECK_INT(outcome.what, AMIWIRE_WHAT_CUT);
    CHECK(outcome.status == AMIWIRE_CLOSED || outcome.status == AMIWIRE_RESET);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    CHECK_INT(outcome.what, AMIWIRE_WHAT_UNKNOWN);
    CHECK_INT(outcome.status, 0);
    CHECK_STR(amiwire_conn_detail(conn, &number), "");
    CHECK_INT(number, 0);
    for (i = 0; i < 2; i++) {
        CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_NOTICE);
        CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
        CHECK_INT(outcome.what, AMIWIRE_WHAT_ATTEMPT_FAILED);
        CHECK_INT(outcome.status, AMIWIRE_BAD_BANNER);
        CHECK(strstr(amiwire_conn_detail(conn, &number), "HTTP/1.1 400") != NULL);
        CHECK_INT(number, 0);
    }
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_OK);
    CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_BANNER);
    CHECK_STR(amiwire_conn_detail(conn, NULL), "");
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_OK);
    CHECK_INT(what(conn, NULL), AMIWIRE_WHAT_LOGGED_IN);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet), AMIWIRE_OK);
    amiwire_conn_close(conn);
    server_join(&server);
}

/* Each of two threads reads what its own calls added. */
static void *fail_differently(void *argument)
{
    const amiwire_conn *conn = (const amiwire_conn *)argument;
    const amiwire_field first = {"a:b", "x", 0};
    const amiwire_field third[3] = {{"A", "x", 0}, {"B", "x", 0}, {"a:b", "x", 0}};
    int mine = pthread_equal(pthread_self(), main_thread), i;

    for (i = 0; i < 500; i++) {
        const int32_t rc = mine ? amiwire_conn_send(conn, 1000, "Ping", &first, 1)
                                : amiwire_conn_send(conn, 1000, "Ping", third, 3);

        if (rc != AMIWIRE_NAME_HAS_COLON)
            return argument;
        if (strcmp(amiwire_conn_detail(conn, NULL), mine ? "header 2" : "header 4") != 0)
            return argument;
        if (amiwire_conn_send(conn, 1000, NULL, NULL, 0) != AMIWIRE_NULL_ARGUMENT)
            return argument;
        if (strcmp(amiwire_conn_detail(conn, NULL), "") != 0)
            return argument;
    }
    return NULL;
}

static void details(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_conn_config cfg;
    pthread_t other;
    void *failed = NULL;

    main_thread = pthread_self();
    CHECK_INT(server_start(&server, 1, list_script), 0);
    cfg = config(&server);
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(pthread_create(&other, NULL, fail_differently, conn), 0);
    CHECK(fail_differently(conn) == NULL);
    pthread_join(other, &failed);
    CHECK(failed == NULL);
    amiwire_conn_close(conn);
    server_join(&server);
}

/* Answers nothing the first time, and closes only when a second action comes. */
static int silent_script(server *server, int socket, int number)
{
    char name[64], id[128];

    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id) && number == 0)
        if (strcmp(name, "Hangup") == 0)
            return 0;
    return 1;
}

/* Everything that has a time comes when an event loop waits as it is told to. */
static void event_loop(void)
{
    static server server;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_conn_config cfg;
    int turns, back = 0, rc;
    uint64_t tag;

    CHECK_INT(server_start(&server, 2, silent_script), 0);
    cfg = config(&server);
    cfg.action_ms = 80;
    cfg.reconnect_first_ms = 80;
    cfg.keep_secret = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_wait_ms(conn), AMIWIRE_FOREVER);
    CHECK_INT(amiwire_conn_send(conn, 5, "Ping", NULL, 0), AMIWIRE_OK);
    CHECK(amiwire_conn_wait_ms(conn) > 0 && amiwire_conn_wait_ms(conn) <= 80);
    for (turns = 0; turns < 200 && !back; turns++) {
        struct pollfd fd;

        fd.fd = amiwire_conn_fd(conn); /* poll() passes over a negative one */
        fd.events = POLLIN;
        CHECK(poll(&fd, 1, (int)amiwire_conn_wait_ms(conn)) >= 0);
        while ((rc = amiwire_conn_recv(conn, &packet, 0)) == AMIWIRE_OK || rc == AMIWIRE_NOTICE)
            switch (what(conn, &tag)) {
            case AMIWIRE_WHAT_TIMED_OUT:
                CHECK_INT(tag, 5);
                CHECK_INT(amiwire_conn_send(conn, 6, "Hangup", NULL, 0), AMIWIRE_OK);
                break;
            case AMIWIRE_WHAT_CUT:
                CHECK_INT(amiwire_conn_fd(conn), -1);
                break;
            case AMIWIRE_WHAT_UNKNOWN:
                CHECK_INT(tag, 6);
                break;
            case AMIWIRE_WHAT_LOGGED_IN:
                back = 1;
                break;
            default:
                break;
            }
        CHECK_INT(rc, AMIWIRE_WOULD_BLOCK);
    }
    CHECK(back && turns < 50);
    CHECK(amiwire_conn_fd(conn) >= 0);
    CHECK_INT(amiwire_conn_wait_ms(NULL), 0);
    amiwire_conn_close(conn);
    server_join(&server);
}

static void nowhere(void)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    char detail[16] = "";
    int32_t number = -1;

    cfg.detail = detail;
    cfg.detail_size = sizeof detail;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_NULL_ARGUMENT);
    CHECK_STR(detail, "host");
    CHECK_STR(amiwire_conn_detail(NULL, &number), "host");
    CHECK_INT(number, 0);
    CHECK(conn == NULL);
    /* Port 1 of this machine: nobody listens there. */
    cfg.host = "127.0.0.1";
    cfg.port = 1;
    CHECK_INT(amiwire_conn_open(&cfg, &conn), AMIWIRE_CONNECT_REFUSED);
    CHECK_STR(detail, "127.0.0.1:1: Co");
    CHECK(strlen(amiwire_conn_detail(NULL, &number)) > strlen(detail));
    CHECK_INT(number, ECONNREFUSED);
    CHECK_INT(amiwire_conn_open(NULL, &conn), AMIWIRE_NULL_ARGUMENT);
    CHECK_STR(amiwire_conn_detail(NULL, &number), "");
    CHECK_INT(number, 0);
}

int main(void)
{
    calls();
    threads();
    forks();
    end_of_a_connection();
    way_back();
    failed_attempts();
    details();
    event_loop();
    nowhere();
    amiwire_conn_close(NULL);
    return TEST_RESULT();
}
