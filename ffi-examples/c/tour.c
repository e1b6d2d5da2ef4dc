/*
 * The walk of the UCM6XXX AMI guide: log in, list the commands, call an
 * extension and an outside number, hang up, ask for the queues. Prints every
 * packet, and ends with 0 only if every step was seen.
 *
 *     AMI_SECRET=... tour HOST PORT USER [tls CA-FILE]
 */
#include <amiwire.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tags by which the answers come back. */
enum { LIST_COMMANDS = 1, INTERNAL, HANG_UP_INTERNAL, EXTERNAL, HANG_UP_EXTERNAL, QUEUES };

/* What must have been seen. */
enum {
    SEEN_AUTH = 1 << 0,
    SEEN_COMMANDS = 1 << 1,
    SEEN_INTERNAL = 1 << 2,
    SEEN_RINGING = 1 << 3,
    SEEN_DEVICE = 1 << 4,
    SEEN_INTERNAL_END = 1 << 5,
    SEEN_EXTERNAL = 1 << 6,
    SEEN_CHANNEL = 1 << 7,
    SEEN_OUTCOME = 1 << 8,
    SEEN_HUNGUP = 1 << 9,
    SEEN_EXTERNAL_END = 1 << 10,
    SEEN_QUEUE = 1 << 11,
    SEEN_MEMBERS = 1 << 12,
    SEEN_QUEUES = 1 << 13
};

static const char *const step_names[] = {"login and its SuccessfulAuth",
                                         "list of commands",
                                         "internal call queued",
                                         "extension 1001 ringing",
                                         "its device ringing",
                                         "end of the internal call",
                                         "external call started",
                                         "its new channel",
                                         "its outcome",
                                         "answer Channel Hungup",
                                         "end of the external call",
                                         "queue status",
                                         "both queue members",
                                         "end of the queue list"};

struct tour {
    amiwire_conn *conn;
    int seen;
    int members;
    char channel[128]; /* the channel of the call that was started last */
};

static int text_is(const amiwire_packet *packet, const char *name, const char *wanted)
{
    amiwire_slice value;

    return amiwire_packet_get(packet, name, 0, &value) == AMIWIRE_OK && amiwire_slice_is(value, wanted);
}

static void show(const amiwire_packet *packet)
{
    static const char *const kinds[] = {"packet", "response", "event", "action", "greeting"};
    amiwire_slice name, value;
    size_t i;

    printf("\n%s at %llu, %u lines\n", kinds[packet->kind], (unsigned long long)packet->offset,
           (unsigned)packet->headers);
    for (i = 0; amiwire_packet_header(packet, i, &name, &value) == AMIWIRE_OK; i++) {
        if (i == 8 && packet->headers > 16) {
            printf("    ... %u more\n", (unsigned)packet->headers - 8);
            break;
        }
        printf("    %-16.*s %.*s\n", (int)name.len, (const char *)name.ptr, (int)value.len, (const char *)value.ptr);
    }
}

/* Remembers what a response shows to have happened. */
static void look_at_response(struct tour *tour, const amiwire_packet *packet, const amiwire_outcome *outcome)
{
    if (!amiwire_slice_is(amiwire_packet_title(packet), "Success"))
        return;
    if (outcome->tag == LIST_COMMANDS && packet->headers > 16)
        tour->seen |= SEEN_COMMANDS;
    if (outcome->tag == INTERNAL)
        tour->seen |= SEEN_INTERNAL;
    if (outcome->tag == EXTERNAL && outcome->what == AMIWIRE_WHAT_PROGRESS)
        tour->seen |= SEEN_EXTERNAL;
    if (outcome->tag == HANG_UP_EXTERNAL && text_is(packet, "Message", "Channel Hungup"))
        tour->seen |= SEEN_HUNGUP;
}

/* Remembers what an event shows to have happened. */
static void look_at_event(struct tour *tour, const amiwire_packet *packet, const amiwire_outcome *outcome)
{
    amiwire_slice name = amiwire_packet_title(packet);
    amiwire_slice channel;

    if (amiwire_slice_is(name, "SuccessfulAuth"))
        tour->seen |= SEEN_AUTH;
    if (amiwire_slice_is(name, "ExtensionStatus") && text_is(packet, "Exten", "1001") &&
        text_is(packet, "StatusText", "Ringing"))
        tour->seen |= SEEN_RINGING;
    if (amiwire_slice_is(name, "DeviceStateChange") && text_is(packet, "Device", "PJSIP/1001") &&
        text_is(packet, "State", "RINGING"))
        tour->seen |= SEEN_DEVICE;
    if (amiwire_slice_is(name, "Newchannel") && tour->channel[0] == '\0' &&
        amiwire_packet_get(packet, "Channel", 0, &channel) == AMIWIRE_OK && channel.len < sizeof tour->channel) {
        memcpy(tour->channel, channel.ptr, channel.len);
        tour->channel[channel.len] = '\0';
        if (tour->seen & SEEN_INTERNAL_END)
            tour->seen |= SEEN_CHANNEL;
    }
    if (amiwire_slice_is(name, "OriginateResponse") && outcome->tag == EXTERNAL && outcome->last &&
        text_is(packet, "Response", "Success"))
        tour->seen |= SEEN_OUTCOME;
    if (amiwire_slice_is(name, "Hangup") && text_is(packet, "Channel", tour->channel))
        tour->seen |= tour->seen & SEEN_CHANNEL ? SEEN_EXTERNAL_END : SEEN_INTERNAL_END;
    if (outcome->tag == QUEUES && amiwire_slice_is(name, "QueueStatus"))
        tour->seen |= SEEN_QUEUE;
    if (outcome->tag == QUEUES && amiwire_slice_is(name, "QueueMemberStatus") && ++tour->members == 2)
        tour->seen |= SEEN_MEMBERS;
    if (outcome->tag == QUEUES && outcome->what == AMIWIRE_WHAT_LIST_END && outcome->last)
        tour->seen |= SEEN_QUEUES;
}

/* Receives until all of this was seen. */
static int until(struct tour *tour, int wanted)
{
    amiwire_packet packet;
    amiwire_outcome outcome;
    int32_t rc;

    while ((tour->seen & wanted) != wanted) {
        rc = amiwire_conn_recv(tour->conn, &packet, 10000);
        if (amiwire_status_is_fatal(rc) || rc == AMIWIRE_PEER_SILENT) {
            fprintf(stderr, "tour: %s\n", amiwire_status_text(rc));
            return -1;
        }
        if (rc != AMIWIRE_OK)
            continue; /* a notice, or a packet that was skipped */
        amiwire_conn_outcome(tour->conn, &outcome);
        show(&packet);
        if (packet.kind == AMIWIRE_KIND_RESPONSE)
            look_at_response(tour, &packet, &outcome);
        if (packet.kind == AMIWIRE_KIND_EVENT)
            look_at_event(tour, &packet, &outcome);
    }
    return 0;
}

/* Sends an action and receives until all of this was seen. */
static int act(struct tour *tour, uint64_t tag, const char *name, const amiwire_field *fields, size_t count, int wanted)
{
    int32_t rc;

    printf("\n==== %s\n", name);
    rc = amiwire_conn_send(tour->conn, tag, name, fields, count);
    if (rc != AMIWIRE_OK) {
        fprintf(stderr, "tour: %s %s\n", amiwire_status_text(rc), amiwire_conn_detail(tour->conn, NULL));
        return -1;
    }
    return until(tour, wanted);
}

static int walk(struct tour *tour)
{
    const amiwire_field internal[] = {{"Channel", "PJSIP/1000", 0},
                                      {"Context", "from-internal", 0},
                                      {"Exten", "1001", 0},
                                      {"Priority", "1", 0},
                                      {"Timeout", "60000", 0}};
    const amiwire_field external[] = {{"Channel", "PJSIP/1000", 0},
                                      {"Context", "from-trunk", 0},
                                      {"Exten", "2000", 0},
                                      {"Priority", "1", 0},
                                      {"Timeout", "60000", 0},
                                      {"Async", "true", 0}};
    const amiwire_field forged[] = {{"Channel", "PJSIP/1000\r\nAction: Logoff", 0}};
    amiwire_field hang_up = {"Channel", NULL, 0};
    int32_t rc;

    hang_up.value = tour->channel;
    if (until(tour, SEEN_AUTH) != 0 || act(tour, LIST_COMMANDS, "ListCommands", NULL, 0, SEEN_COMMANDS) != 0 ||
        act(tour, INTERNAL, "Originate", internal, 5, SEEN_INTERNAL | SEEN_RINGING | SEEN_DEVICE) != 0 ||
        act(tour, HANG_UP_INTERNAL, "Hangup", &hang_up, 1, SEEN_INTERNAL_END) != 0)
        return -1;
    tour->channel[0] = '\0';
    if (act(tour, EXTERNAL, "Originate", external, 6, SEEN_EXTERNAL | SEEN_CHANNEL | SEEN_OUTCOME) != 0)
        return -1;

    /* A caller's name that brings an action of its own does not get out. */
    rc = amiwire_conn_send(tour->conn, 99, "Hangup", forged, 1);
    printf("\n==== Hangup with a line end in the channel: %s\n", amiwire_status_text(rc));
    if (rc != AMIWIRE_VALUE_BAD_BYTE)
        return -1;

    if (act(tour, HANG_UP_EXTERNAL, "Hangup", &hang_up, 1, SEEN_HUNGUP | SEEN_EXTERNAL_END) != 0)
        return -1;
    return act(tour, QUEUES, "Queues", NULL, 0, SEEN_QUEUE | SEEN_MEMBERS | SEEN_QUEUES);
}

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    struct tour tour;
    amiwire_slice version;
    char detail[256] = "";
    int32_t rc;
    int failed;
    size_t i;

    if (argc != 4 && (argc != 6 || strcmp(argv[4], "tls") != 0)) {
        fprintf(stderr, "usage: AMI_SECRET=... tour HOST PORT USER [tls CA-FILE]\n");
        return 2;
    }
    memset(&tour, 0, sizeof tour);
    cfg.host = argv[1];
    cfg.port = (uint32_t)strtoul(argv[2], NULL, 10);
    cfg.username = argv[3];
    cfg.secret = getenv("AMI_SECRET");
    cfg.tls_ca_file = argc == 6 ? argv[5] : NULL;
    cfg.detail = detail;
    cfg.detail_size = sizeof detail;
    rc = amiwire_conn_open(&cfg, &tour.conn);
    if (rc != AMIWIRE_OK) {
        fprintf(stderr, "tour: %s %s\n", amiwire_status_text(rc), detail);
        return 1;
    }
    amiwire_conn_version(tour.conn, &version);
    printf("==== logged in, version %.*s\n", (int)version.len, (const char *)version.ptr);
    failed = walk(&tour) != 0;
    printf("\n==== seen\n");
    for (i = 0; i < sizeof step_names / sizeof step_names[0]; i++) {
        printf("    %-4s %s\n", tour.seen & 1 << i ? "yes" : "NO", step_names[i]);
        failed |= !(tour.seen & 1 << i);
    }
    amiwire_conn_close(tour.conn);
    return failed;
}
