/*
 * Many exchanges in one thread: sockets and epoll of this program, reader and
 * session of the library, no allocation after the set-up. Logs in to each
 * connection, asks for a list, waits for its end, and logs off. What is lost before
 * that is tried again, later each time, and what fails for good is reported at the end
 * with its reason.
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

#define MILLISECONDS 1000000u

/*
 * How many connections may be on their way to a login at a time. The system keeps
 * only 10 for an Asterisk that has not accepted them yet, and Asterisk closes those
 * beyond its `authlimit`, 50 without a login, before it greets them: others count,
 * too.
 */
enum { PACE = 8 };
/* How often in a row a connection is tried again, the first time after 0.1 to 0.2
 * seconds, and from then on after twice as long each time, up to 5 seconds. */
enum { ATTEMPTS = 5 };

enum state {
    WAITING, /* for its turn to connect */
    OPEN, /* there is a socket */
    DOWN, /* the session says when to connect again, or that it was the end */
    OVER
};

/* What each connection takes: less than 12 KiB in all. */
struct peer {
    enum state state;
    int socket; /* -1 without one */
    int writing; /* whether epoll waits for room to write */
    int pending; /* whether it is one of the PACE */
    int begun; /* whether reader and session were made */
    int greeted, logged_in, finished;
    int32_t why; /* the status that ended the last attempt */
    int error; /* the system's error number to that, or 0 */
    amiwire_session *session;
    amiwire_reader *reader;
    uint64_t packets;
    amiwire_session_memory session_memory;
    amiwire_reader_memory reader_memory;
    amiwire_slot slots[2];
    uint32_t index[2 * 128];
    uint8_t queue[1024];
    uint8_t storage[6 * 1024];
};

static struct sockaddr_in address;
static const char *username, *secret, *action = "CoreShowChannels";
static char refusal[128]; /* what the exchange said instead of a list */
static int epoll;
static size_t waiting, pending, left, retries;

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* It is no longer on its way to a login. */
static void arrived(struct peer *peer)
{
    pending -= (size_t)peer->pending;
    peer->pending = 0;
}

static void over(struct peer *peer)
{
    if (peer->state != OVER)
        left--;
    peer->state = OVER;
}

/* The connection has ended, or the attempt to make one has failed. Whether it is
 * made again is up to the session: not after a logoff or a refused login. */
static void lost(struct peer *peer, int32_t why, int error)
{
    if (peer->state != OPEN)
        return;
    if (peer->socket >= 0)
        close(peer->socket);
    peer->socket = -1;
    peer->why = why;
    peer->error = error;
    peer->state = DOWN;
    arrived(peer);
    amiwire_session_cut(peer->session, now());
    if (why == AMIWIRE_BAD_BANNER)
        over(peer); /* it will be no exchange the next time either */
}

/* The same with the system's error number. */
static void broken(struct peer *peer, int error)
{
    lost(peer, error == ECONNREFUSED ? AMIWIRE_CONNECT_REFUSED : error == ECONNRESET ? AMIWIRE_RESET : AMIWIRE_IO, error);
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
            broken(peer, errno);
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

/* What a packet means, or without one the passing of time. */
static void look(struct peer *peer, const amiwire_outcome *outcome, const amiwire_packet *packet)
{
    amiwire_slice message = {NULL, 0};

    switch (outcome->what) {
    case AMIWIRE_WHAT_BANNER:
        peer->greeted = 1;
        amiwire_session_login(peer->session, username, secret, "off");
        break;
    case AMIWIRE_WHAT_LOGGED_IN:
        arrived(peer);
        peer->logged_in = 1;
        amiwire_session_submit(peer->session, 1, action, NULL, 0, 0, now(), NULL);
        break;
    case AMIWIRE_WHAT_LOGIN_REFUSED:
        lost(peer, AMIWIRE_LOGIN_REFUSED, 0);
        break;
    case AMIWIRE_WHAT_LOGIN_TIMED_OUT:
        lost(peer, AMIWIRE_PEER_SILENT, 0);
        break;
    case AMIWIRE_WHAT_DEAD:
        lost(peer, AMIWIRE_PEER_DEAD, 0);
        break;
    case AMIWIRE_WHAT_CONNECT:
        peer->state = WAITING;
        waiting++;
        retries++;
        break;
    case AMIWIRE_WHAT_GAVE_UP:
        over(peer);
        break;
    default:
        break;
    }
    if (outcome->tag != 1 || !outcome->last || peer->state != OPEN)
        return; /* an action that was in flight at a cut is asked again */
    if (packet != NULL && amiwire_slice_is(amiwire_packet_title(packet), "Error")) {
        amiwire_packet_get(packet, "Message", 0, &message);
        if (refusal[0] == '\0')
            snprintf(refusal, sizeof refusal, "%.*s", (int)message.len, (const char *)message.ptr);
        peer->why = AMIWIRE_OK;
    } else if (outcome->what == AMIWIRE_WHAT_TIMED_OUT) {
        peer->why = AMIWIRE_ACTION_TIMED_OUT;
    } else if (outcome->what == AMIWIRE_WHAT_TOO_LARGE) {
        peer->why = AMIWIRE_PACKET_TOO_LARGE;
    } else {
        peer->finished = 1;
    }
    amiwire_session_logoff(peer->session);
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
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0) {
            broken(peer, errno);
            return;
        }
        if (n == 0) {
            /* After a logoff that is as it should be, and what was said before stays. */
            if (amiwire_session_phase(peer->session) == AMIWIRE_PHASE_CLOSING)
                lost(peer, peer->why, 0);
            else
                lost(peer, peer->greeted ? AMIWIRE_CLOSED : AMIWIRE_CLOSED_BEFORE_BANNER, 0);
            return;
        }
        amiwire_reader_commit(peer->reader, (size_t)n);
        rc = amiwire_session_heard(peer->session, peer->reader, now());
        if (rc != AMIWIRE_OK) {
            lost(peer, rc, 0); /* no manager */
            return;
        }
        for (;;) {
            /* Text is only what a Command of this session has asked for. */
            amiwire_session_announce(peer->session, peer->reader);
            rc = amiwire_reader_next(peer->reader, &packet);
            if (rc == AMIWIRE_NEED_MORE)
                break;
            if (rc == AMIWIRE_TEXT_TOO_LARGE) {
                lost(peer, rc, 0); /* it may have no end */
                return;
            }
            if (rc != AMIWIRE_OK) {
                /* A packet that is larger than the storage is skipped. It may have
                 * been the answer. */
                if (amiwire_session_refused(peer->session, peer->reader, now(), &outcome) == AMIWIRE_OK)
                    look(peer, &outcome, NULL);
                continue;
            }
            peer->packets++;
            rc = amiwire_session_handle(peer->session, &packet, now(), &outcome);
            if (rc == AMIWIRE_OK)
                look(peer, &outcome, &packet);
            else
                lost(peer, rc, 0);
            if (peer->state != OPEN)
                return;
        }
        transmit(peer);
    }
}

/* Makes reader and session, the first time, or tells both that there is another
 * connection. */
static int prepare(struct peer *peer)
{
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    amiwire_reader_options reading = AMIWIRE_READER_OPTIONS_INIT;

    peer->greeted = 0;
    if (peer->begun)
        return amiwire_session_connected(peer->session, now()) == AMIWIRE_OK &&
               amiwire_reader_reset(peer->reader) == AMIWIRE_OK;
    reading.text = AMIWIRE_TEXT_ANNOUNCED;
    options.login_limit = 15000 * (uint64_t)MILLISECONDS;
    options.reconnect_first = 200 * (uint64_t)MILLISECONDS;
    options.reconnect_most = 5000 * (uint64_t)MILLISECONDS;
    options.reconnect_attempts = ATTEMPTS;
    /* Nobody must be able to guess the ActionIDs. */
    if (getrandom(&options.seed, sizeof options.seed, 0) != (ssize_t)sizeof options.seed)
        return 0;
    peer->begun = amiwire_session_init(&peer->session_memory, sizeof peer->session_memory, peer->slots, 2, peer->queue,
                                       sizeof peer->queue, &options, now(), &peer->session) == AMIWIRE_OK &&
                  amiwire_reader_init(&peer->reader_memory, sizeof peer->reader_memory, peer->storage,
                                      sizeof peer->storage, peer->index, 2 * 128, &reading, &peer->reader) == AMIWIRE_OK;
    return peer->begun;
}

/* Begins to connect. */
static void begin(struct peer *peer)
{
    struct epoll_event event;

    waiting--;
    if (!prepare(peer)) {
        peer->why = AMIWIRE_INTERNAL;
        over(peer);
        return;
    }
    peer->state = OPEN;
    peer->writing = 0;
    peer->pending = 1;
    pending++;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN;
    event.data.ptr = peer;
    peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (peer->socket < 0 ||
        (connect(peer->socket, (const struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, peer->socket, &event) != 0)
        broken(peer, errno);
}

/* Lets time limits pass, behind what has arrived: of many peers that were ready
 * not all have had their turn, and their answers are not missing. */
static void tick(struct peer *peer)
{
    amiwire_outcome outcome;
    uint64_t deadline;

    if (peer->state == WAITING || peer->state == OVER)
        return;
    if (amiwire_session_deadline(peer->session, &deadline) != AMIWIRE_OK) {
        if (peer->state == DOWN)
            over(peer); /* there is nothing more to be told, and no other attempt */
        return;
    }
    if (deadline > now())
        return;
    receive(peer);
    while (peer->state != OVER && peer->state != WAITING &&
           amiwire_session_handle_timeout(peer->session, now(), &outcome) == AMIWIRE_OK)
        look(peer, &outcome, NULL);
    if (peer->state == OPEN)
        transmit(peer);
}

/* Why connections failed: a line for each reason. */
static void explain(struct peer *peers, size_t count)
{
    size_t i, j, alike;

    for (i = 0; i < count; i++) {
        if (peers[i].finished)
            continue;
        for (alike = 0, j = i; j < count; j++)
            if (!peers[j].finished && peers[j].why == peers[i].why && peers[j].error == peers[i].error) {
                alike++;
                peers[j].finished = j > i ? -1 : peers[j].finished; /* told with this one */
            }
        if (peers[i].why == AMIWIRE_OK)
            fprintf(stderr, "epoll: %zu connections: the exchange refuses %s: %s\n", alike, action, refusal);
        else
            fprintf(stderr, "epoll: %zu connections, %s: %s%s%s\n", alike,
                    peers[i].logged_in ? "after the login" : "not logged in", amiwire_status_text(peers[i].why),
                    peers[i].error ? ": " : "", peers[i].error ? strerror(peers[i].error) : "");
    }
}

int main(int argc, char **argv)
{
    struct epoll_event events[64];
    struct rlimit files;
    struct peer *peers;
    size_t count, i, turn = 0, logged_in = 0, finished = 0;
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
        free(peers);
        return 1;
    }
    for (i = 0; i < count; i++) {
        peers[i].socket = -1;
        peers[i].state = WAITING;
    }
    waiting = left = count;
    ticked = now();
    while (left > 0) {
        /* Each in its turn, so that none that fails again and again holds up others. */
        for (; waiting > 0 && pending < PACE; turn = (turn + 1) % count)
            if (peers[turn].state == WAITING)
                begin(&peers[turn]);
        n = epoll_wait(epoll, events, 64, 50);
        for (i = 0; n > 0 && i < (size_t)n; i++) {
            struct peer *peer = events[i].data.ptr;

            if (events[i].events & EPOLLOUT)
                transmit(peer);
            receive(peer);
        }
        if (now() - ticked >= 50 * MILLISECONDS) {
            ticked = now();
            for (i = 0; i < count; i++)
                tick(&peers[i]);
        }
    }
    for (i = 0; i < count; i++) {
        logged_in += (size_t)peers[i].logged_in;
        finished += (size_t)peers[i].finished;
        packets += peers[i].packets;
    }
    printf("%zu connections of %zu bytes each: %zu logged in, %zu answers whole, %llu packets, %zu retries\n", count,
           sizeof(struct peer), logged_in, finished, (unsigned long long)packets, retries);
    explain(peers, count);
    free(peers);
    close(epoll);
    return finished == count ? 0 : 1;
}
