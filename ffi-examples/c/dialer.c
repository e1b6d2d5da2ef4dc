/*
 * Calls a list of numbers, with a limit of calls at a time, follows each to its
 * hang-up, which it asks for after some seconds of talk, and prints a table.
 * Ends with 1 if a call failed or nobody knows how it went.
 *
 *     AMI_SECRET=... [AMI_PIN=...] dialer HOST PORT USER LIMIT SECONDS CHANNEL CONTEXT NUMBER...
 *
 * CHANNEL, such as PJSIP/1000, is who is called first and then connected with
 * each NUMBER in turn. SECONDS is the longest talk; 0 sets no limit.
 *
 * How a call went is reported by events of the class `call`. Set
 * AMI_NO_ORIGINATE_RESPONSE=1 if USER does not get them, by an eventfilter of the
 * account or by its rights: a session cannot see that, and would wait for each
 * call's time limit. Then only the start of each call is reported, and one that was
 * started has not failed.
 */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 1000 };

/* How far a call has come. */
enum state { WAITING, DIALLING, TALKING, DONE };

struct call {
    const char *number;
    enum state state;
    int hanging_up;
    time_t since;
    char unique_id[64];
    char channel[128];
    char outcome[96];
};

static struct call calls[MOST];
static size_t count, next, dialling_or_talking, done, failed;
static const char *channel; /* who is called first */
static int channel_made; /* whether the exchange has ever made such a channel */

static time_t seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void keep(char *place, size_t size, amiwire_slice value)
{
    size_t n = value.len < size - 1 ? value.len : size - 1;

    if (n > 0)
        memcpy(place, value.ptr, n);
    place[n] = '\0';
}

static amiwire_slice slice(const char *text)
{
    amiwire_slice slice;

    slice.ptr = (const uint8_t *)text;
    slice.len = strlen(text);
    return slice;
}

static void finish(struct call *call, amiwire_slice outcome)
{
    if (call->state == DONE)
        return;
    keep(call->outcome, sizeof call->outcome, outcome);
    call->state = DONE;
    dialling_or_talking--;
    done++;
}

/* The same of one that failed, or of which nobody can say. */
static void fail(struct call *call, amiwire_slice outcome)
{
    failed += call->state != DONE;
    finish(call, outcome);
}

/*
 * What the Reason of an OriginateResponse says; of Asterisk 1.4 that of an
 * OriginateFailure. It is the number of the last thing that the channel reported,
 * and 0 stands for two things, which the channel tells apart: of an unknown
 * technology or device none is made.
 */
static const char *reason_text(amiwire_slice reason)
{
    if (amiwire_slice_is(reason, "0"))
        return channel_made ? "wrong number" : "no channel: unknown technology or device";
    if (amiwire_slice_is(reason, "1"))
        return "no answer, hung up";
    if (amiwire_slice_is(reason, "3"))
        return "no answer";
    if (amiwire_slice_is(reason, "5"))
        return "busy";
    if (amiwire_slice_is(reason, "8"))
        return "congestion";
    return NULL;
}

/* What went wrong, for a person. */
static void complain(int32_t status, const char *detail)
{
    fprintf(stderr, "dialer: %s%s%s\n", amiwire_status_text(status), *detail ? ": " : "", detail);
}

/* Begins as many calls as the limit allows. */
static int32_t dial(amiwire_conn *conn, size_t limit, const char *context)
{
    while (next < count && dialling_or_talking < limit) {
        amiwire_field fields[5];
        int32_t rc;

        memset(fields, 0, sizeof fields);
        fields[0].name = "Channel";
        fields[0].value = channel;
        fields[1].name = "Context";
        fields[1].value = context;
        fields[2].name = "Exten";
        fields[2].value = calls[next].number;
        fields[3].name = "Priority";
        fields[3].value = "1";
        fields[4].name = "Async";
        fields[4].value = "true";
        /* The tag is the call's number, counted from 1. */
        rc = amiwire_conn_send(conn, next + 1, "Originate", fields, 5);
        if (rc == AMIWIRE_NOT_LOGGED_IN)
            return AMIWIRE_OK; /* cut: once logged in again */
        if (rc <= -400 && rc > -500) {
            /* A number that cannot be sent is this call's affair alone. */
            dialling_or_talking++;
            fail(&calls[next++], slice("refused here"));
            continue;
        }
        if (rc != AMIWIRE_OK)
            return rc;
        calls[next++].state = DIALLING;
        dialling_or_talking++;
    }
    return AMIWIRE_OK;
}

/* Asks for the end of calls that have talked long enough. */
static void hang_up(amiwire_conn *conn, time_t longest)
{
    amiwire_field field = {"Channel", NULL, 0};
    size_t i;

    for (i = 0; longest > 0 && i < count; i++) {
        struct call *call = &calls[i];

        if (call->state != TALKING || call->hanging_up || seconds() - call->since < longest)
            continue;
        field.value = call->channel;
        /* Its Hangup event is what counts, so the tag is that of no call. */
        call->hanging_up = amiwire_conn_send(conn, MOST + 1 + i, "Hangup", &field, 1) == AMIWIRE_OK;
    }
}

/* The last packet that answers an Originate: the OriginateResponse, before
 * Asterisk 1.6 an OriginateSuccess or OriginateFailure; or an Error at once; or the
 * response alone where no such event can come. */
static void answered(struct call *call, const amiwire_packet *packet, uint32_t what)
{
    amiwire_slice title = amiwire_packet_title(packet), value = {NULL, 0}, id = {NULL, 0};
    char other[64];
    const char *text;

    if (what == AMIWIRE_WHAT_STARTED) {
        finish(call, slice("started, its end is not reported"));
    } else if (amiwire_slice_is(title, "OriginateSuccess") ||
               (amiwire_packet_get(packet, "Response", 0, &value) == AMIWIRE_OK && amiwire_slice_is(value, "Success"))) {
        amiwire_packet_get(packet, "Uniqueid", 0, &id);
        keep(call->unique_id, sizeof call->unique_id, id);
        if (amiwire_packet_get(packet, "Channel", 0, &value) == AMIWIRE_OK)
            keep(call->channel, sizeof call->channel, value);
        call->state = TALKING;
        call->since = seconds();
    } else if (amiwire_packet_get(packet, "Reason", 0, &value) == AMIWIRE_OK) {
        text = reason_text(value);
        if (text == NULL) {
            snprintf(other, sizeof other, "failed, reason %.*s", value.len < 16 ? (int)value.len : 16,
                     (const char *)value.ptr);
            text = other;
        }
        fail(call, slice(text));
    } else if (amiwire_packet_get(packet, "Message", 0, &value) == AMIWIRE_OK) {
        fail(call, value);
    } else {
        fail(call, slice("failed, without a reason"));
    }
}

/* What a packet says of the calls. */
static void look(const amiwire_packet *packet, const amiwire_outcome *outcome)
{
    amiwire_slice value = {NULL, 0}, id = {NULL, 0}, title = amiwire_packet_title(packet);
    size_t i;

    if (outcome->tag >= 1 && outcome->tag <= count && outcome->last) {
        answered(&calls[outcome->tag - 1], packet, outcome->what);
        return;
    }
    if (packet->kind != AMIWIRE_KIND_EVENT)
        return;
    if (amiwire_slice_is(title, "Newchannel") && amiwire_packet_get(packet, "Channel", 0, &value) == AMIWIRE_OK) {
        value.len = value.len < strlen(channel) ? value.len : strlen(channel);
        channel_made |= amiwire_slice_is(value, channel) != 0;
    }
    if (!amiwire_slice_is(title, "Hangup") || amiwire_packet_get(packet, "Uniqueid", 0, &id) != AMIWIRE_OK)
        return;
    for (i = 0; i < count; i++)
        if (calls[i].state == TALKING && id.len > 0 && amiwire_slice_is(id, calls[i].unique_id))
            finish(&calls[i], amiwire_packet_get(packet, "Cause-txt", 0, &value) == AMIWIRE_OK ? value : title);
}

/* What is told without a packet. */
static void notice(const amiwire_conn *conn, const amiwire_outcome *outcome)
{
    size_t i;

    if (outcome->what == AMIWIRE_WHAT_CUT || outcome->what == AMIWIRE_WHAT_ATTEMPT_FAILED)
        complain(outcome->status, amiwire_conn_detail(conn, NULL));

    if (outcome->tag >= 1 && outcome->tag <= count && outcome->last) {
        /* Cut, or without an answer within the time limit: it may have been made. */
        fail(&calls[outcome->tag - 1],
             slice(outcome->what == AMIWIRE_WHAT_UNSENT ? "not sent" : "unknown: look before you repeat it"));
    } else if (outcome->what == AMIWIRE_WHAT_CUT) {
        /* Nothing is sent again of what was missed, hang-ups neither. */
        for (i = 0; i < count; i++)
            if (calls[i].state == TALKING)
                finish(&calls[i], slice("talked; its end was missed"));
    }
}

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    amiwire_outcome outcome;
    char detail[256] = "";
    size_t i, limit;
    int32_t rc;

    if (argc < 9 || argc - 8 > MOST) {
        fprintf(stderr, "usage: AMI_SECRET=... [AMI_PIN=...] dialer HOST PORT USER LIMIT SECONDS CHANNEL CONTEXT "
                        "NUMBER...\n");
        return 2;
    }
    for (count = 0; count < (size_t)argc - 8; count++)
        calls[count].number = argv[count + 8];
    limit = (size_t)strtoul(argv[4], NULL, 10);
    limit = limit == 0 ? 1 : limit;
    channel = argv[6];
    cfg.host = argv[1];
    cfg.port = (uint32_t)strtoul(argv[2], NULL, 10);
    cfg.username = argv[3];
    cfg.secret = getenv("AMI_SECRET");
    cfg.tls_pin = getenv("AMI_PIN");
    cfg.max_actions = 2 * MOST;
    cfg.action_ms = 120000;
    cfg.ping_ms = 30000;
    cfg.dead_ms = 15000;
    cfg.reconnect_first_ms = 1000;
    cfg.keep_secret = 1;
    cfg.no_originate_response = getenv("AMI_NO_ORIGINATE_RESPONSE") != NULL;
    cfg.detail = detail;
    cfg.detail_size = sizeof detail;
    rc = amiwire_conn_open(&cfg, &conn);
    if (rc != AMIWIRE_OK) {
        complain(rc, detail);
        return 1;
    }
    while (done < count) {
        rc = dial(conn, limit, argv[7]);
        if (rc != AMIWIRE_OK || done == count)
            break;
        hang_up(conn, (time_t)strtoul(argv[5], NULL, 10));
        rc = amiwire_conn_recv(conn, &packet, 500);
        if (amiwire_status_is_fatal(rc))
            break;
        if (rc != AMIWIRE_OK && rc != AMIWIRE_NOTICE)
            continue; /* half a second without a packet, or one that was skipped */
        amiwire_conn_outcome(conn, &outcome);
        if (rc == AMIWIRE_OK)
            look(&packet, &outcome);
        else
            notice(conn, &outcome);
    }
    if (done < count)
        complain(rc, amiwire_conn_detail(conn, NULL));
    printf("%-20s %s\n", "NUMBER", "OUTCOME");
    for (i = 0; i < count; i++)
        printf("%-20s %s\n", calls[i].number, calls[i].state == DONE ? calls[i].outcome : "not called to the end");
    amiwire_conn_close(conn);
    if (failed > 0)
        fprintf(stderr, "dialer: %zu of %zu calls failed, or nobody knows how they went\n", failed, count);
    return failed > 0 || done < count;
}
