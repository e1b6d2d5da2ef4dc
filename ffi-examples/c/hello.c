/* Prints the names of events: AMI_SECRET=... hello HOST USER */
#include <amiwire.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    int32_t rc;

    cfg.host = argc > 1 ? argv[1] : "localhost";
    cfg.username = argc > 2 ? argv[2] : "ucmamiuser1";
    cfg.secret = getenv("AMI_SECRET");
    cfg.tls_pin = getenv("AMI_PIN"); /* TLS if it is set, plain TCP if not */
    rc = amiwire_conn_open(&cfg, &conn);
    while (conn != NULL && !amiwire_status_is_fatal(rc)) {
        rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER);
        if (rc == AMIWIRE_OK && packet.kind == AMIWIRE_KIND_EVENT) {
            amiwire_slice event = amiwire_packet_title(&packet);
            printf("%.*s\n", (int)event.len, (const char *)event.ptr);
        }
    }
    fprintf(stderr, "%s\n", amiwire_status_text(rc));
    amiwire_conn_close(conn);
    return rc < 0;
}
