/* A transport of the caller's: the table's functions under the connector, from
 * two threads at once, woken, without waiting, in small bites; and what is kept
 * while a call waits, and a login by hand. */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "server.h"
#include "test.h"

/* A socket, and what was asked of it. */
typedef struct own {
    int socket;
    int bell[2]; /* what is written here ends a waiting read */
    size_t bite; /* the most that goes at a time */
    int closed;
    int would_block;
    int impossible; /* the next read lies about its count */
    int restless;   /* each read is woken at once */
} own;

static int64_t milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int32_t own_read(void *user, uint8_t *buf, size_t room, int64_t wait_ms, size_t *n)
{
    own *self = (own *)user;
    int64_t end = wait_ms < 0 ? -1 : milliseconds() + wait_ms;

    if (self->restless)
        return AMIWIRE_INTERRUPTED;
    if (self->impossible) {
        self->impossible = 0;
        *n = room + 1;
        return AMIWIRE_OK;
    }
    for (;;) {
        struct pollfd fds[2];
        ssize_t got = recv(self->socket, buf, room < self->bite ? room : self->bite, MSG_DONTWAIT);

        if (got > 0) {
            *n = (size_t)got;
            return AMIWIRE_OK;
        }
        if (got == 0)
            return AMIWIRE_CLOSED;
        if (errno != EAGAIN)
            return AMIWIRE_RESET;
        if (wait_ms == 0) {
            self->would_block++;
            return AMIWIRE_WOULD_BLOCK;
        }
        if (end >= 0 && milliseconds() >= end)
            return AMIWIRE_PEER_SILENT;
        memset(fds, 0, sizeof fds);
        fds[0].fd = self->socket;
        fds[1].fd = self->bell[0];
        fds[0].events = fds[1].events = POLLIN;
        if (poll(fds, 2, end < 0 ? -1 : (int)(end - milliseconds() + 1)) > 0 && fds[1].revents != 0) {
            char rings[64];

            /* Several count as one. */
            return read(self->bell[0], rings, sizeof rings) > 0 ? AMIWIRE_INTERRUPTED : AMIWIRE_IO;
        }
    }
}

static int32_t own_write(void *user, const uint8_t *buf, size_t len, int64_t wait_ms, size_t *n)
{
    own *self = (own *)user;
    ssize_t put = send(self->socket, buf, len < self->bite ? len : self->bite, MSG_NOSIGNAL);

    (void)wait_ms;
    if (put < 0)
        return AMIWIRE_RESET;
    *n = (size_t)put;
    return AMIWIRE_OK;
}

static void own_wake(void *user)
{
    own *self = (own *)user;

    CHECK(write(self->bell[1], "", 1) == 1);
}

static void own_close(void *user)
{
    own *self = (own *)user;

    self->closed++;
    shutdown(self->socket, SHUT_RDWR);
}

static int own_descriptor(void *user)
{
    return ((own *)user)->socket;
}

static int reach(own *self, const server *server, amiwire_transport *table)
{
    struct sockaddr_in address;

    memset(self, 0, sizeof *self);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(server->port);
    self->bite = 7;
    self->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (self->socket < 0 || pipe(self->bell) != 0 ||
        connect(self->socket, (struct sockaddr *)&address, sizeof address) != 0)
        return -1;
    memset(table, 0, sizeof *table);
    table->struct_size = (uint32_t)sizeof *table;
    table->user = self;
    table->read = own_read;
    table->write = own_write;
    table->wake = own_wake;
    table->close = own_close;
    table->descriptor = own_descriptor;
    return 0;
}

static void leave(own *self)
{
    close(self->socket);
    close(self->bell[0]);
    close(self->bell[1]);
}

/* Answers everything with Success, and a Flood with many events before it. */
static int script(server *server, int socket, int number)
{
    char name[64], id[128];
    int i;

    (void)number;
    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id)) {
        for (i = 0; strcmp(name, "Flood") == 0 && i < 100; i++)
            server_send(socket, "Event: Hangup\r\nPrivilege: call,all\r\n\r\n");
        if (strcmp(name, "Logoff") == 0)
            return 1;
        server_respond(socket, id, "");
    }
    return 1;
}

static uint32_t what(const amiwire_conn *conn, uint64_t *tag)
{
    amiwire_outcome outcome = {0, 0, 0, 0, 0};

    CHECK_INT(amiwire_conn_outcome(conn, &outcome), AMIWIRE_OK);
    *tag = outcome.tag;
    return outcome.what;
}

/* What two threads share: the connection, and how much of it one has received. */
typedef struct {
    const amiwire_conn *conn;
    pthread_mutex_t lock;
    pthread_cond_t received;
    uint64_t answers;
} shared;

static void *send_and_interrupt(void *argument)
{
    shared *both = (shared *)argument;
    const struct timespec pause = {0, 50 * 1000 * 1000};
    uint64_t tag;

    nanosleep(&pause, NULL);
    for (tag = 1; tag <= 20; tag++)
        if (amiwire_conn_send(both->conn, tag, "Ping", NULL, 0) != AMIWIRE_OK)
            return argument;
    /* However slow the machine is, all answers come before the wake. */
    pthread_mutex_lock(&both->lock);
    while (both->answers < 20)
        pthread_cond_wait(&both->received, &both->lock);
    pthread_mutex_unlock(&both->lock);
    nanosleep(&pause, NULL);
    return amiwire_conn_interrupt(both->conn) == AMIWIRE_OK ? NULL : argument;
}

static void two_threads_and_a_wake(void)
{
    static server server;
    own own;
    amiwire_transport table;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    shared both = {NULL, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
    pthread_t other;
    void *failed = NULL;
    uint64_t tag, sum = 0;
    int32_t rc;
    int64_t began;

    CHECK_INT(server_start(&server, 1, script), 0);
    CHECK_INT(reach(&own, &server, &table), 0);
    cfg.username = "ucmamiuser1";
    cfg.secret = "test123";
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_fd(conn), own.socket);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    CHECK(own.would_block > 0);
    began = milliseconds();
    CHECK_INT(amiwire_conn_recv(conn, &packet, 30), AMIWIRE_PEER_SILENT);
    CHECK(milliseconds() - began >= 30);
    /* The one reads and waits while the other writes, and then wakes it. */
    both.conn = conn;
    CHECK_INT(pthread_create(&other, NULL, send_and_interrupt, &both), 0);
    while ((rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER)) == AMIWIRE_OK) {
        if (CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_RESPONSE))
            sum += tag;
        pthread_mutex_lock(&both.lock);
        both.answers++;
        pthread_cond_signal(&both.received);
        pthread_mutex_unlock(&both.lock);
    }
    CHECK_INT(rc, AMIWIRE_INTERRUPTED);
    CHECK_INT(sum, 20 * 21 / 2);
    pthread_join(other, &failed);
    CHECK(failed == NULL);
    /* One that is woken without end holds nobody longer than he waits. */
    own.restless = 1;
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 30), AMIWIRE_PEER_SILENT);
    own.restless = 0;
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet), AMIWIRE_OK);
    /* A count that cannot be is not believed. What was read is not known then:
     * that is the end, and not said again and again of each read. */
    own.impossible = 1;
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_IO);
    CHECK_INT(own.closed, 1);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_IO);
    amiwire_conn_close(conn);
    CHECK_INT(own.closed, 1);
    server_join(&server);
    leave(&own);
}

static void a_login_by_hand_and_a_bounded_store(void)
{
    static server server;
    own own;
    amiwire_transport table;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    uint64_t tag = 0, events = 0;

    CHECK_INT(server_start(&server, 1, script), 0);
    CHECK_INT(reach(&own, &server, &table), 0);
    own.bite = 1000;
    cfg.keep_bytes = 600;
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_call(conn, "Ping", NULL, 0, 0, &packet), AMIWIRE_NOT_LOGGED_IN);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "test\n123", AMIWIRE_LOGIN_PLAIN), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "test123", 7), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "test123", AMIWIRE_LOGIN_PLAIN), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_login(conn, "ucmamiuser1", "test123", AMIWIRE_LOGIN_PLAIN), AMIWIRE_BAD_STATE);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 10000), AMIWIRE_OK);
    CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_LOGGED_IN);
    /* Of a hundred events the newest few are kept, and the rest is counted. */
    CHECK_INT(amiwire_conn_call(conn, "Flood", NULL, 0, 10000, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_NOTICE);
    CHECK_INT(what(conn, &tag), AMIWIRE_WHAT_LOST);
    while (amiwire_conn_recv(conn, &packet, 0) == AMIWIRE_OK) {
        CHECK_INT(amiwire_slice_is(amiwire_packet_title(&packet), "Hangup"), 1);
        events++;
    }
    CHECK(events > 0 && events < 10);
    CHECK_INT(tag + events, 100);
    CHECK_INT(amiwire_conn_recv(conn, &packet, 0), AMIWIRE_WOULD_BLOCK);
    amiwire_conn_close(conn);
    server_join(&server);
    leave(&own);
}

static void tables_that_are_none(void)
{
    static server server;
    own own;
    amiwire_transport table;
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;

    CHECK_INT(amiwire_conn_open_transport(&cfg, NULL, &conn), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(server_start(&server, 1, script), 0);
    CHECK_INT(reach(&own, &server, &table), 0);
    table.close = NULL;
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_NULL_ARGUMENT);
    table.close = own_close;
    /* Of another version, which ends before the functions; and of none. */
    table.struct_size = 16;
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_NULL_ARGUMENT);
    table.struct_size = 0;
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_BAD_STRUCT_SIZE);
    CHECK(conn == NULL);
    /* It is still the caller's. */
    CHECK_INT(own.closed, 0);
    /* The table is whole: from here on it is the library's, and closed. */
    table.struct_size = sizeof table;
    cfg.login = 9;
    CHECK_INT(amiwire_conn_open_transport(&cfg, &table, &conn), AMIWIRE_BAD_ARGUMENT);
    CHECK(conn == NULL);
    CHECK_INT(own.closed, 1);
    server_join(&server);
    leave(&own);
}

int main(void)
{
    two_threads_and_a_wake();
    a_login_by_hand_and_a_bounded_store();
    tables_that_are_none();
    return TEST_RESULT();
}
