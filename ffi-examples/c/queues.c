/*
 * The state of the queues as a table, as in example 4 of the UCM6XXX AMI guide.
 * Asterisk up to 14 answers with text, whose rows are printed as they are; from
 * 15 on it does not know the action, and that is said.
 *
 *     AMI_SECRET=... [AMI_PIN=...] queues HOST PORT USER
 */
#include <amiwire.h>
#include <stdio.h>
#include <stdlib.h>

/* A header's value, cut to what a column holds; "-" if there is none. */
static void column(const amiwire_packet *packet, const char *name, int width)
{
    amiwire_slice value = {NULL, 0};

    if (amiwire_packet_get(packet, name, 0, &value) != AMIWIRE_OK || value.len == 0)
        printf("%-*s ", width, "-");
    else
        printf("%-*.*s ", width, value.len < (size_t)width ? (int)value.len : width, (const char *)value.ptr);
}

/* The rows of a text, which have no form: their bytes, with the line ends of here. */
static void rows(const amiwire_packet *packet)
{
    amiwire_slice text = amiwire_packet_raw(packet);
    size_t i;

    for (i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            putchar(text.ptr[i]);
}

/* Whether the exchange refuses the action, and then why. */
static int refused(const amiwire_packet *packet)
{
    amiwire_slice message = {NULL, 0};

    if (packet->kind != AMIWIRE_KIND_RESPONSE || !amiwire_slice_is(amiwire_packet_title(packet), "Error"))
        return 0;
    amiwire_packet_get(packet, "Message", 0, &message);
    fprintf(stderr, "queues: the exchange refuses the action Queues: %.*s\n", (int)message.len,
            (const char *)message.ptr);
    fprintf(stderr, "queues: Asterisk has it up to 14 only; ask a newer one for QueueStatus or QueueSummary\n");
    return 1;
}

static void show(const amiwire_packet *packet)
{
    amiwire_slice event = amiwire_packet_title(packet);
    static int headed;

    if (packet->kind == AMIWIRE_KIND_OTHER)
        rows(packet);
    if (packet->kind != AMIWIRE_KIND_EVENT)
        return;
    if (!headed++)
        printf("%-12s %-8s %-9s %-9s %s\n", "QUEUE", "WAITING", "COMPLETE", "ABANDONED", "SERVICE LEVEL");
    if (amiwire_slice_is(event, "QueueStatus")) {
        column(packet, "Queue", 12);
        column(packet, "CallCount", 8);
        column(packet, "CallsComplete", 9);
        column(packet, "CallsAbandoned", 9);
        column(packet, "ServiceLevel", 24);
    } else if (amiwire_slice_is(event, "QueueMemberStatus")) {
        printf("    ");
        column(packet, "Location", 24);
        column(packet, "MemberName", 16);
        column(packet, "Membership", 10);
        column(packet, "CallsTaken", 6);
        column(packet, "Status", 6);
        column(packet, "Paused", 6);
    } else {
        return;
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    char detail[256] = "";
    int error = 0, shown = 0;
    int32_t rc;

    if (argc != 4) {
        fprintf(stderr, "usage: AMI_SECRET=... [AMI_PIN=...] queues HOST PORT USER\n");
        return 2;
    }
    cfg.host = argv[1];
    cfg.port = (uint32_t)strtoul(argv[2], NULL, 10);
    cfg.username = argv[3];
    cfg.secret = getenv("AMI_SECRET");
    cfg.tls_pin = getenv("AMI_PIN");
    cfg.events = "off";
    cfg.detail = detail;
    cfg.detail_size = sizeof detail;
    rc = amiwire_conn_open(&cfg, &conn);
    if (rc == AMIWIRE_OK)
        rc = amiwire_conn_call(conn, "Queues", NULL, 0, 0, &packet);
    if (rc == AMIWIRE_OK || rc == AMIWIRE_TRUNCATED) {
        error = refused(&packet);
        /* The first packet is the response; of a text it is the first piece. A
         * packet that there was no room for has no headers, and is not shown. */
        do {
            shown |= packet.kind == AMIWIRE_KIND_EVENT || packet.kind == AMIWIRE_KIND_OTHER;
            show(&packet);
        } while ((rc = amiwire_conn_answer(conn, &packet)) == AMIWIRE_OK || rc == AMIWIRE_TRUNCATED);
        if (!shown && !error)
            printf("no queues\n");
    }
    if (rc < 0) {
        const char *more = conn ? amiwire_conn_detail(conn, NULL) : detail;

        fprintf(stderr, "queues: %s%s%s\n", amiwire_status_text(rc), *more ? ": " : "", more);
    }
    amiwire_conn_close(conn);
    return error || rc < 0;
}
