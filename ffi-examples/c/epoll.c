/*
 * Many exchanges in one thread: sockets and epoll of this program, reader and
 * session of the library, no allocation after the set-up. Logs in to each
 * connection, asks for a list, waits for its end, and logs off.
 *
 *     AMI_SECRET=... epoll ADDRESS PORT USER CONNECTIONS [ACTION]
 */
#define _GNU_SOURCE
#include <amiwire.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What each connection takes: less than 12 KiB in all. */
struct peer {
    int socket; /* -1 once it is closed */
    int writing; /* whether epoll waits for room to write */
    amiwire_session *session;
    amiwire_reader *reader;
    uint64_t packets;
    int logged_in, finished;
    amiwire_session_memory session_memory;
    amiwire_reader_memory reader_memory;
    amiwire_slot slots[2];
    uint32_t index[2 * 128];
    uint8_t queue[1024];
    uint8_t storage[6 * 1024];
};

static const char *username, *secret, *action = "CoreShowChannels";
static int epoll;
static size_t open_peers;

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void close_peer(struct peer *peer)
{
    if (peer->socket >= 0) {
        close(peer->socket);
        peer->socket = -1;
        open_peers--;
    }
}

/* Sends what the session has queued, as far as there is room. */
static void transmit(struct peer *peer)
{
    struct epoll_event event;
    amiwire_slice bytes;
    int waits = 0;

    while (peer->socket >= 0 && amiwire_session_transmit(peer->session, &bytes) == AMIWIRE_OK) {
        ssize_t n = send(peer->socket, bytes.ptr, bytes.len, MSG_NOSIGNAL);

        if (n >= 0) {
            amiwire_session_sent(peer->session, (size_t)n);
        } else if (errno == EAGAIN) {
            waits = 1;
            break;
        } else if (errno != EINTR) {
            close_peer(peer);
        }
    }
    if (peer->socket >= 0 && waits != peer->writing) {
        peer->writing = waits;
        memset(&event, 0, sizeof event);
        event.events = waits ? EPOLLIN | EPOLLOUT : EPOLLIN;
        event.data.ptr = peer;
        epoll_ctl(epoll, EPOLL_CTL_MOD, peer->socket, &event);
    }
}

static void look(struct peer *peer, const amiwire_outcome *outcome)
{
    switch (outcome->what) {
    case AMIWIRE_WHAT_BANNER:
        amiwire_session_login(peer->session, username, secret, "off");
        break;
    case AMIWIRE_WHAT_LOGGED_IN:
        peer->logged_in = 1;
        amiwire_session_submit(peer->session, 1, action, NULL, 0, 0, now(), NULL);
        break;
    case AMIWIRE_WHAT_LOGIN_REFUSED:
        close_peer(peer);
        break;
    default:
        break;
    }
    if (outcome->tag == 1 && outcome->last) {
        peer->finished = outcome->what == AMIWIRE_WHAT_RESPONSE || outcome->what == AMIWIRE_WHAT_LIST_END;
        amiwire_session_logoff(peer->session);
    }
}

static void receive(struct peer *peer)
{
    amiwire_packet packet;
    amiwire_outcome outcome;
    uint8_t *space;
    size_t room;
    ssize_t n;
    int32_t rc;

    while (peer->socket >= 0) {
        amiwire_reader_space(peer->reader, &space, &room);
        n = recv(peer->socket, space, room, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            close_peer(peer);
            return;
        }
        if (n < 0)
            return;
        amiwire_reader_commit(peer->reader, (size_t)n);
        amiwire_session_heard(peer->session, peer->reader, now());
        for (;;) {
            /* Text is only what a Command of this session has asked for. */
            amiwire_session_announce(peer->session, peer->reader);
            rc = amiwire_reader_next(peer->reader, &packet);
            if (rc == AMIWIRE_NEED_MORE)
                break;
            if (rc == AMIWIRE_TEXT_TOO_LARGE) {
                close_peer(peer); /* it may have no end */
                return;
            }
            if (rc != AMIWIRE_OK)
                continue; /* a packet that is larger than the storage is skipped */
            peer->packets++;
            if (amiwire_session_handle(peer->session, &packet, now(), &outcome) == AMIWIRE_OK)
                look(peer, &outcome);
        }
        transmit(peer);
    }
}

static int begin(struct peer *peer, const struct sockaddr_in *address)
{
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    amiwire_reader_options reading = AMIWIRE_READER_OPTIONS_INIT;
    struct epoll_event event;

    reading.text = AMIWIRE_TEXT_ANNOUNCED;
    /* Nobody must be able to guess the ActionIDs. */
    if (getrandom(&options.seed, sizeof options.seed, 0) != (ssize_t)sizeof options.seed)
        return -1;
    if (amiwire_session_init(&peer->session_memory, sizeof peer->session_memory, peer->slots, 2, peer->queue,
                             sizeof peer->queue, &options, now(), &peer->session) != AMIWIRE_OK ||
        amiwire_reader_init(&peer->reader_memory, sizeof peer->reader_memory, peer->storage, sizeof peer->storage,
                            peer->index, 2 * 128, &reading, &peer->reader) != AMIWIRE_OK)
        return -1;
    peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (peer->socket < 0)
        return -1;
    open_peers++;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN;
    event.data.ptr = peer;
    if ((connect(peer->socket, (const struct sockaddr *)address, sizeof *address) != 0 && errno != EINPROGRESS) ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, peer->socket, &event) != 0) {
        close_peer(peer);
        return -1;
    }
    return 0;
}

/* Lets time limits pass, behind what has arrived: of many peers that were ready
 * not all have had their turn, and their answers are not missing. */
static void tick(struct peer *peer)
{
    amiwire_outcome outcome;

    receive(peer);
    while (peer->socket >= 0 && amiwire_session_handle_timeout(peer->session, now(), &outcome) == AMIWIRE_OK)
        if (outcome.what == AMIWIRE_WHAT_LOGIN_TIMED_OUT || outcome.what == AMIWIRE_WHAT_DEAD)
            close_peer(peer);
        else
            look(peer, &outcome);
    transmit(peer);
}

int main(int argc, char **argv)
{
    struct epoll_event events[64];
    struct sockaddr_in address;
    struct rlimit files;
    struct peer *peers;
    size_t count, i, logged_in = 0, finished = 0;
    uint64_t packets = 0, ticked;
    int n;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    if (argc < 5 || inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
        fprintf(stderr, "usage: AMI_SECRET=... epoll ADDRESS PORT USER CONNECTIONS [ACTION]\n");
        return 2;
    }
    address.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
    username = argv[3];
    secret = getenv("AMI_SECRET");
    count = strtoul(argv[4], NULL, 10);
    if (argc > 5)
        action = argv[5];
    /* A descriptor each, and a few for the rest. */
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < count + 16) {
        files.rlim_cur = count + 16 < files.rlim_max ? count + 16 : files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    epoll = epoll_create1(EPOLL_CLOEXEC);
    peers = calloc(count ? count : 1, sizeof *peers);
    if (epoll < 0 || peers == NULL || secret == NULL) {
        fprintf(stderr, "epoll: no memory, no descriptor, or no AMI_SECRET\n");
        return 1;
    }
    for (i = 0; i < count; i++)
        if (begin(&peers[i], &address) != 0) {
            fprintf(stderr, "epoll: connection %zu: %s\n", i, strerror(errno));
            break;
        }
    ticked = now();
    while (open_peers > 0) {
        n = epoll_wait(epoll, events, 64, 1000);
        for (i = 0; n > 0 && i < (size_t)n; i++) {
            struct peer *peer = events[i].data.ptr;

            if (events[i].events & EPOLLOUT)
                transmit(peer);
            receive(peer);
        }
        if (now() - ticked >= 1000000000u) {
            ticked = now();
            for (i = 0; i < count; i++)
                if (peers[i].socket >= 0)
                    tick(&peers[i]);
        }
    }
    for (i = 0; i < count; i++) {
        logged_in += (size_t)peers[i].logged_in;
        finished += (size_t)peers[i].finished;
        packets += peers[i].packets;
    }
    printf("%zu connections of %zu bytes each: %zu logged in, %zu answers whole, %llu packets\n", count,
           sizeof(struct peer), logged_in, finished, (unsigned long long)packets);
    free(peers);
    close(epoll);
    return finished == count ? 0 : 1;
}
