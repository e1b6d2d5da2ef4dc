/*
 * A small exchange in one thread: accepts connections, lets one user in, by
 * the secret or by MD5, and answers Ping, Command and a list. The sockets are
 * this program's; what a server has to check is the library's. SIGTERM or SIGINT
 * ends it.
 *
 *     AMI_SECRET=... server PORT USER
 */
#define _GNU_SOURCE
#include <amiwire.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 64 };

struct client {
    int socket; /* -1 where there is none */
    amiwire_server *server;
    amiwire_reader *reader;
    union {
        uint64_t align;
        uint8_t bytes[AMIWIRE_SERVER_STORAGE];
    } server_memory;
    union {
        uint64_t align;
        uint8_t bytes[AMIWIRE_READER_STORAGE];
    } reader_memory;
    uint32_t index[2 * 132];
    uint8_t queue[4096], storage[8192];
};

static struct client clients[CLIENTS];
static const char *user, *secret;
static volatile sig_atomic_t ended;

static void end(int signal)
{
    (void)signal;
    ended = 1;
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void accept_one(int listener)
{
    amiwire_server_options options = AMIWIRE_SERVER_OPTIONS_INIT;
    amiwire_reader_options typed = AMIWIRE_READER_OPTIONS_INIT;
    struct client *client = clients;
    int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    while (client < clients + CLIENTS && client->socket >= 0)
        client++;
    typed.lines = AMIWIRE_LINES_TYPED; /* people type, and telnet ends lines as it likes */
    typed.no_banner = 1;
    if (socket < 0)
        return;
    if (client == clients + CLIENTS || getrandom(&options.challenge, sizeof options.challenge, 0) < 0 ||
        amiwire_server_init(&client->server_memory, sizeof client->server_memory, client->queue, sizeof client->queue,
                            &options, now(), &client->server) != AMIWIRE_OK ||
        amiwire_reader_init(&client->reader_memory, sizeof client->reader_memory, client->storage,
                            sizeof client->storage, client->index, 2 * 132, &typed, &client->reader) != AMIWIRE_OK) {
        close(socket);
        return;
    }
    client->socket = socket;
}

static int32_t ping(amiwire_server *server, const amiwire_packet *packet)
{
    static const amiwire_field pong = {"Ping", "Pong", 0};

    return amiwire_server_respond(server, packet, "Success", &pong, 1, NULL);
}

/* A list is one answer of several packets: it goes out whole or not at all,
 * since the queue holds it. */
static int32_t list(amiwire_server *server, const amiwire_packet *packet)
{
    static const amiwire_field start[] = {{"EventList", "start", 0}, {"Message", "Queue status will follow", 0}};
    static const amiwire_field item[] = {{"Queue", "6500", 0}, {"Calls", "0", 0}};
    static const amiwire_field end[] = {{"EventList", "Complete", 0}, {"ListItems", "1", 0}};
    int32_t rc = amiwire_server_respond(server, packet, "Success", start, 2, NULL);

    if (rc == AMIWIRE_OK)
        rc = amiwire_server_event(server, packet, "QueueParams", item, 2, NULL);
    return rc == AMIWIRE_OK ? amiwire_server_event(server, packet, "QueueStatusComplete", end, 2, NULL) : rc;
}

static int32_t command(amiwire_server *server, const amiwire_packet *packet)
{
    static const amiwire_field output[] = {
        {"Message", "Command output follows", 0}, {"Output", "one line", 0}, {"Output", "and another", 0}};

    return amiwire_server_respond(server, packet, "Success", output, 3, NULL);
}

static int32_t answer(amiwire_server *server, const amiwire_packet *packet, const amiwire_request *request)
{
    static const amiwire_field unknown = {"Message", "Invalid/unknown command", 0};

    switch (request->asked) {
    case AMIWIRE_ASKED_LOGIN:
        if (!amiwire_slice_is(request->name, user))
            return amiwire_server_refuse(server, packet);
        return amiwire_server_admit(server, packet, secret, NULL);
    case AMIWIRE_ASKED_ACTION:
        if (amiwire_slice_is(request->name, "Ping"))
            return ping(server, packet);
        if (amiwire_slice_is(request->name, "QueueStatus"))
            return list(server, packet);
        if (amiwire_slice_is(request->name, "Command"))
            return command(server, packet);
        return amiwire_server_respond(server, packet, "Error", &unknown, 1, NULL);
    default:
        return AMIWIRE_OK; /* the library has answered */
    }
}

/* Sends what is queued; 0 if the connection is of no use any more. */
static int transmit(struct client *client)
{
    amiwire_slice bytes;

    while (amiwire_server_transmit(client->server, &bytes) == AMIWIRE_OK) {
        ssize_t n = send(client->socket, bytes.ptr, bytes.len, MSG_NOSIGNAL);

        if (n >= 0)
            amiwire_server_sent(client->server, (size_t)n);
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return amiwire_server_phase(client->server) != AMIWIRE_SERVER_CLOSING;
}

/* Takes requests as long as there are any and their answers have room: who
 * does not read is not read from. 0 as above. */
static int work(struct client *client)
{
    amiwire_packet packet;
    amiwire_request request;
    amiwire_slice waits;
    uint8_t *space;
    size_t room;
    ssize_t n;
    int32_t rc;

    for (;;) {
        while ((rc = amiwire_reader_next(client->reader, &packet)) != AMIWIRE_NEED_MORE) {
            if (rc != AMIWIRE_OK)
                return 0; /* larger than any request */
            if (amiwire_server_handle(client->server, &packet, now(), &request) != AMIWIRE_OK ||
                answer(client->server, &packet, &request) != AMIWIRE_OK || !transmit(client))
                return 0;
            if (amiwire_server_transmit(client->server, &waits) == AMIWIRE_OK)
                return 1;
        }
        amiwire_reader_space(client->reader, &space, &room);
        n = recv(client->socket, space, room, 0);
        if (n <= 0)
            return n < 0 && (errno == EAGAIN || errno == EINTR);
        amiwire_reader_commit(client->reader, (size_t)n);
    }
}

static void close_client(struct client *client)
{
    char rest[512];

    /* What the client sent meanwhile is read, or closing would take the last
     * answer back. */
    shutdown(client->socket, SHUT_WR);
    while (recv(client->socket, rest, sizeof rest, 0) > 0)
        ;
    close(client->socket);
    client->socket = -1;
}

int main(int argc, char **argv)
{
    struct pollfd descriptors[CLIENTS + 1];
    struct sigaction action;
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, i;

    secret = getenv("AMI_SECRET");
    if (argc < 3 || secret == NULL) {
        fprintf(stderr, "usage: AMI_SECRET=... server PORT USER\n");
        return 2;
    }
    user = argv[2];
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 128) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("server");
        return 1;
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = end;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (i = 0; i < CLIENTS; i++)
        clients[i].socket = -1;
    while (!ended) {
        descriptors[CLIENTS].fd = listener;
        descriptors[CLIENTS].events = POLLIN;
        for (i = 0; i < CLIENTS; i++) {
            amiwire_slice bytes;

            descriptors[i].fd = clients[i].socket;
            descriptors[i].events = POLLIN;
            if (clients[i].socket >= 0 && amiwire_server_transmit(clients[i].server, &bytes) == AMIWIRE_OK)
                descriptors[i].events = POLLOUT;
        }
        if (poll(descriptors, CLIENTS + 1, 1000) < 0) {
            if (errno != EINTR)
                return 1;
            continue; /* what the descriptors say is of the time before */
        }
        for (i = 0; i < CLIENTS; i++) {
            struct client *client = &clients[i];
            int is_up;

            if (client->socket < 0)
                continue;
            is_up = transmit(client) && (descriptors[i].revents == 0 || work(client));
            /* Behind what has arrived: a login that came in time counts. */
            amiwire_server_handle_timeout(client->server, now());
            if (!is_up || !transmit(client))
                close_client(client);
        }
        if (descriptors[CLIENTS].revents != 0)
            accept_one(listener);
    }
    for (i = 0; i < CLIENTS; i++)
        if (clients[i].socket >= 0)
            close_client(&clients[i]);
    close(listener);
    return 0;
}
