/* Ctrl-C and the like: a handler that interrupts the connection, at 1 ms and at
 * 200 us, while this thread receives, calls, sends and finds its way back; over
 * TCP, and over a transport of its own whose wake is async-signal-safe. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include <amiwire.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "server.h"
#include "test.h"

static amiwire_conn *volatile conn;
static volatile sig_atomic_t handled;
static volatile sig_atomic_t changed;

/* So many come while a connection is at work. */
#define SIGNALS 1000

static void on_alarm(int number)
{
    int before = errno;

    (void)number;
    errno = 4711;
    amiwire_conn_interrupt(conn); /* also of NULL, before it is open */
    if (errno != 4711)
        changed = 1;
    errno = before;
    handled++;
}

/* A handler that waits for its own thread would hang for good. */
static void *guard(void *argument)
{
    const struct timespec pause = {300, 0};

    nanosleep(&pause, NULL);
    fprintf(stderr, "signals.c: it hangs\n");
    abort();
    return argument;
}

static void every(long microseconds)
{
    struct itimerval timer;

    memset(&timer, 0, sizeof timer);
    timer.it_value.tv_usec = timer.it_interval.tv_usec = microseconds;
    CHECK_INT(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

/* What else is started must not take the signals of this thread. */
static void block(int how)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    CHECK_INT(pthread_sigmask(how, &set, NULL), 0);
}

/* Answers each action, an event before the answer, and hangs up at a Hangup. */
static int script(server *server, int socket, int number)
{
    char name[64], id[128];

    (void)number;
    if (!server_log_in(server, socket))
        return 0;
    while (server_action(server, socket, name, id)) {
        if (strcmp(name, "Hangup") == 0)
            return 0;
        if (strcmp(name, "Logoff") == 0)
            return 1;
        server_send(socket, "Event: Newchannel\r\nPrivilege: call,all\r\n\r\n");
        server_respond(socket, id, "");
    }
    return 0;
}

static int interrupted;

/* Receives until there is this; 0 if it does not come. */
static int receive_until(uint32_t wanted)
{
    amiwire_packet packet;
    amiwire_outcome outcome;

    for (;;) {
        int32_t rc = amiwire_conn_recv(conn, &packet, 60000);

        if (rc == AMIWIRE_INTERRUPTED) {
            interrupted++;
            continue;
        }
        if (!CHECK(rc == AMIWIRE_OK || rc == AMIWIRE_NOTICE)) {
            printf("    it returned %s\n", amiwire_status_text(rc));
            return 0;
        }
        CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
        if (outcome.what == wanted)
            return 1;
    }
}

static int call(void)
{
    amiwire_packet packet;
    int32_t rc = amiwire_conn_call(conn, "Ping", NULL, 0, 0, &packet);

    if (rc != AMIWIRE_INTERRUPTED)
        return CHECK_INT(rc, AMIWIRE_OK);
    interrupted++;
    /* Its answer comes later. On a slow machine no call would ever be left alone. */
    return receive_until(AMIWIRE_WHAT_RESPONSE);
}

static int work(int turns, int hang_up)
{
    static uint64_t tag;
    int i, turn;

    for (turn = 0; turn < turns; turn++) {
        for (i = 0; i < 5; i++)
            if (!CHECK_INT(amiwire_conn_send(conn, ++tag, "Ping", NULL, 0), AMIWIRE_OK) ||
                !receive_until(AMIWIRE_WHAT_RESPONSE) || !call())
                return 0;
        if (hang_up && (!CHECK_INT(amiwire_conn_send(conn, ++tag, "Hangup", NULL, 0), AMIWIRE_OK) ||
                        !receive_until(AMIWIRE_WHAT_LOGGED_IN)))
            return 0;
    }
    return 1;
}

static int64_t milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void under_fire(long microseconds, int hang_up)
{
    int before = handled;

    interrupted = 0;
    /* Until many signals have come, however long that takes. */
    while (handled - before < SIGNALS && work(1, hang_up))
        ;
    every(0);
    CHECK(handled - before >= SIGNALS);
    CHECK(interrupted > 0);
    CHECK(microseconds > 0 && work(1, 0));
}

static void close_it(void)
{
    amiwire_conn *closing = conn;

    conn = NULL;
    amiwire_conn_close(closing);
}

static void over_tcp(long microseconds)
{
    static server server;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *opened = NULL;

    block(SIG_BLOCK);
    CHECK_INT(server_start(&server, 100000, script), 0);
    block(SIG_UNBLOCK);
    cfg.host = "127.0.0.1";
    cfg.port = server.port;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    cfg.reconnect_first_ms = 1;
    cfg.reconnect_most_ms = 20;
    cfg.keep_secret = 1;
    cfg.max_actions = 4096;
    /* From before its first system call on: no EINTR gets out of any of them. */
    every(microseconds);
    CHECK_INT(amiwire_conn_open(&cfg, &opened), AMIWIRE_OK);
    conn = opened;
    under_fire(microseconds, 1);
    close_it();
    server_join(&server);
}

/* ---- A transport of its own ----------------------------------------------- */

typedef struct own {
    int socket;
    int bell[2];
} own;

static int32_t own_read(void *user, uint8_t *buf, size_t room, int64_t wait_ms, size_t *n)
{
    own *self = (own *)user;
    int64_t end = milliseconds() + wait_ms;

    for (;;) {
        struct pollfd fds[2];
        char rings[64];
        ssize_t got = read(self->bell[0], rings, sizeof rings);

        if (got > 0)
            return AMIWIRE_INTERRUPTED;
        got = recv(self->socket, buf, room, MSG_DONTWAIT);
        if (got > 0) {
            *n = (size_t)got;
            return AMIWIRE_OK;
        }
        if (got == 0)
            return AMIWIRE_CLOSED;
        if (errno != EAGAIN && errno != EINTR)
            return AMIWIRE_RESET;
        if (wait_ms >= 0 && milliseconds() >= end)
            return wait_ms == 0 ? AMIWIRE_WOULD_BLOCK : AMIWIRE_PEER_SILENT;
        memset(fds, 0, sizeof fds);
        fds[0].fd = self->socket;
        fds[1].fd = self->bell[0];
        fds[0].events = fds[1].events = POLLIN;
        poll(fds, 2, 100);
    }
}

static int32_t own_write(void *user, const uint8_t *buf, size_t len, int64_t wait_ms, size_t *n)
{
    ssize_t put;

    (void)wait_ms;
    do
        put = send(((own *)user)->socket, buf, len, MSG_NOSIGNAL);
    while (put < 0 && errno == EINTR);
    /* The system takes bytes or fails, never both. */
    *n = put < 0 ? 0 : (size_t)put;
    return put < 0 ? AMIWIRE_RESET : AMIWIRE_OK;
}

/* May run in a signal handler. A full pipe rings already. */
static void own_wake(void *user)
{
    int before = errno;

    if (write(((own *)user)->bell[1], "", 1) < 0)
        errno = before;
}

static void own_close(void *user)
{
    own *self = (own *)user;

    close(self->socket);
    close(self->bell[0]);
    close(self->bell[1]);
    self->bell[1] = -1;
}

static void over_its_own(long microseconds)
{
    static server server;
    static own own;
    struct sockaddr_in address;
    amiwire_transport table;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *opened = NULL;

    block(SIG_BLOCK);
    CHECK_INT(server_start(&server, 1, script), 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(server.port);
    own.socket = socket(AF_INET, SOCK_STREAM, 0);
    CHECK_INT(connect(own.socket, (struct sockaddr *)&address, sizeof address), 0);
    CHECK_INT(pipe(own.bell), 0);
    CHECK_INT(fcntl(own.bell[0], F_SETFL, O_NONBLOCK), 0);
    CHECK_INT(fcntl(own.bell[1], F_SETFL, O_NONBLOCK), 0);
    block(SIG_UNBLOCK);
    memset(&table, 0, sizeof table);
    table.struct_size = (uint32_t)sizeof table;
    table.user = &own;
    table.read = own_read;
    table.write = own_write;
    table.wake = own_wake;
    table.close = own_close;
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    cfg.max_actions = 4096;
    every(microseconds);
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &opened), AMIWIRE_OK);
    conn = opened;
    under_fire(microseconds, 0);
    /* Once the connection has ended its transport is closed, and not woken. */
    CHECK_INT(amiwire_conn_send(conn, 1000000, "Hangup", NULL, 0), AMIWIRE_OK);
    receive_until(AMIWIRE_WHAT_UNKNOWN);
    CHECK_INT(own.bell[1], -1);
    errno = 0;
    CHECK_INT(amiwire_conn_interrupt(conn), AMIWIRE_OK);
    CHECK_INT(errno, 0);
    close_it();
    server_join(&server);
}

int main(void)
{
    struct sigaction action;
    pthread_t thread;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm; /* without SA_RESTART */
    CHECK_INT(sigaction(SIGALRM, &action, NULL), 0);
    block(SIG_BLOCK);
    CHECK_INT(pthread_create(&thread, NULL, guard, NULL), 0);
    block(SIG_UNBLOCK);
    over_tcp(1000);
    over_tcp(200);
    over_its_own(1000);
    over_its_own(200);
    CHECK(!changed);
    /* Its stack would count as lost. */
    CHECK_INT(pthread_cancel(thread), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    return TEST_RESULT();
}
