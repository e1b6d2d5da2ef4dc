/* Prints the names of events until Ctrl-C: AMI_SECRET=... hello HOST PORT USER
 * A UCM6XXX listens on port 7777, or with AMI_PIN on 5039, a stock Asterisk on 5038. */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static amiwire_conn *conn;

static void on_ctrl_c(int number)
{
    (void)number;
    amiwire_conn_interrupt(conn); /* the one call that a handler may make */
}

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    struct sigaction ctrl_c = {0};
    amiwire_packet packet;
    const char *detail;
    int32_t rc;

    cfg.host = argc > 1 ? argv[1] : "localhost";
    cfg.port = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0; /* 0: that of a UCM6XXX */
    cfg.username = argc > 3 ? argv[3] : "ucmamiuser1";
    cfg.secret = getenv("AMI_SECRET");
    cfg.tls_pin = getenv("AMI_PIN"); /* TLS if it is set, plain TCP if not */
    rc = amiwire_conn_open(&cfg, &conn);
    ctrl_c.sa_handler = on_ctrl_c;
    sigaction(SIGINT, &ctrl_c, NULL);
    while (conn != NULL && rc != AMIWIRE_INTERRUPTED && !amiwire_status_is_fatal(rc)) {
        rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER);
        if (rc == AMIWIRE_OK && packet.kind == AMIWIRE_KIND_EVENT) {
            amiwire_slice event = amiwire_packet_title(&packet);
            printf("%.*s\n", (int)event.len, (const char *)event.ptr);
            fflush(stdout); /* at once, also into a file or a pipe */
        }
    }
    signal(SIGINT, SIG_IGN); /* no handler may meet a closed connection */
    detail = amiwire_conn_detail(conn, NULL); /* of a failed open, too: conn is NULL then */
    fprintf(stderr, "hello: %s%s%s\n", amiwire_status_text(rc), *detail ? ": " : "", detail);
    amiwire_conn_close(conn);
    return rc != AMIWIRE_INTERRUPTED;
}
