/* Prints why each call ended, until the connection ends: the program of the README.
 *
 *     AMI_SECRET=... hangups HOST PORT USER */
#include <amiwire.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_conn *pbx;
    amiwire_packet packet;
    amiwire_slice cause;
    const char *detail;
    int32_t rc;

    if (argc != 4) {
        fputs("usage: AMI_SECRET=... hangups HOST PORT USER\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* each line at once, also into a pipe */
    /* README: begin */
    cfg.host = argv[1];
    cfg.port = (uint32_t)strtoul(argv[2], NULL, 10);
    cfg.username = argv[3];
    cfg.secret = getenv("AMI_SECRET");
    rc = amiwire_conn_open(&cfg, &pbx);
    while (pbx != NULL && !amiwire_status_is_fatal(rc)) {
        rc = amiwire_conn_recv(pbx, &packet, AMIWIRE_FOREVER);
        if (rc == AMIWIRE_OK && amiwire_packet_event(&packet) == AMIWIRE_EVENT_HANGUP &&
            amiwire_packet_get(&packet, "Cause-txt", 0, &cause) == AMIWIRE_OK)
            printf("%.*s\n", (int)cause.len, (const char *)cause.ptr);
    }
    /* README: end */
    detail = amiwire_conn_detail(pbx, NULL); /* of a failed open, too: pbx is NULL then */
    fprintf(stderr, "hangups: %s%s%s\n", amiwire_status_text(rc), *detail ? ": " : "", detail);
    amiwire_conn_close(pbx);
    return 1;
}
