/*
 * A TLS of one's own: OpenSSL under the connector, through the transport table.
 * This is the way to exchanges so old that they cannot do TLS 1.2, which the
 * built-in TLS asks for. The certificate is known by its SHA-256 digest, which
 * is as good as any verification and works for self-signed ones.
 *
 *     AMI_SECRET=... AMI_PIN=hexadecimal-digest openssl HOST PORT USER
 */
#define _POSIX_C_SOURCE 200809L
#include <amiwire.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

struct tls {
    SSL_CTX *context;
    SSL *ssl;
    int socket;
    int bell[2];          /* a pipe that ends a waiting read */
    pthread_mutex_t lock; /* an SSL is for one thread at a time */
    int gave_up;          /* a write failed: nothing more may leave */
};

static int64_t milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Waits for the socket; 0 when the time is over, -1 when somebody rang. */
static int wait_for(struct tls *tls, short events, int64_t end, int listens)
{
    struct pollfd fds[2];
    int64_t left = -1;
    int n;

    fds[0].fd = tls->socket;
    fds[0].events = events;
    fds[1].fd = tls->bell[0];
    fds[1].events = POLLIN;
    fds[1].revents = 0;
    if (end >= 0) {
        left = end - milliseconds();
        left = left < 0 ? 0 : left > 60000 ? 60000 : left;
    }
    n = poll(fds, listens ? 2 : 1, (int)left);
    if (n > 0 && listens && fds[1].revents) {
        char byte;

        while (read(tls->bell[0], &byte, 1) == 1)
            ;
        return -1;
    }
    return n > 0 || (end >= 0 && milliseconds() < end) || (end < 0) || (n < 0 && errno == EINTR);
}

/* One call of OpenSSL after the other, waiting between them without the lock.
 * Of a write that fails *n stays as it was: OpenSSL has encrypted the bytes, so
 * that nobody knows whether they will be seen. */
static int32_t turn(struct tls *tls, uint8_t *in, const uint8_t *out, size_t size, int64_t wait_ms, size_t *n)
{
    int64_t end = wait_ms < 0 ? -1 : milliseconds() + wait_ms;

    for (;;) {
        size_t done = 0;
        int rc, error;

        pthread_mutex_lock(&tls->lock);
        rc = in ? SSL_read_ex(tls->ssl, in, size, &done) : SSL_write_ex(tls->ssl, out, size, &done);
        error = SSL_get_error(tls->ssl, rc);
        pthread_mutex_unlock(&tls->lock);
        if (rc == 1) {
            *n = done;
            return AMIWIRE_OK;
        }
        if (error == SSL_ERROR_ZERO_RETURN)
            return AMIWIRE_CLOSED;
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            return AMIWIRE_RESET;
        if (wait_ms == 0)
            return AMIWIRE_WOULD_BLOCK;
        rc = wait_for(tls, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, end, in != NULL);
        if (rc < 0)
            return AMIWIRE_INTERRUPTED;
        if (rc == 0)
            return in ? AMIWIRE_PEER_SILENT : AMIWIRE_WRITE_TIMED_OUT;
    }
}

static int32_t tls_read(void *user, uint8_t *buf, size_t room, int64_t wait_ms, size_t *n)
{
    return turn((struct tls *)user, buf, NULL, room, wait_ms, n);
}

static int32_t tls_write(void *user, const uint8_t *buf, size_t len, int64_t wait_ms, size_t *n)
{
    struct tls *tls = (struct tls *)user;
    int32_t rc = turn(tls, NULL, buf, len, wait_ms, n);

    if (rc < 0 && rc != AMIWIRE_WOULD_BLOCK) {
        pthread_mutex_lock(&tls->lock);
        tls->gave_up = 1;
        pthread_mutex_unlock(&tls->lock);
    }
    return rc;
}

/* May run in a signal handler: no lock, and errno stays as it was. */
static void tls_wake(void *user)
{
    struct tls *tls = (struct tls *)user;
    int before = errno;

    while (write(tls->bell[1], "", 1) < 0 && errno == EINTR)
        ;
    errno = before;
}

static void tls_close(void *user)
{
    struct tls *tls = (struct tls *)user;

    pthread_mutex_lock(&tls->lock);
    if (!tls->gave_up)
        SSL_shutdown(tls->ssl); /* it may send what a write left behind */
    shutdown(tls->socket, SHUT_RDWR);
    pthread_mutex_unlock(&tls->lock);
    tls_wake(tls);
}

static int tls_descriptor(void *user)
{
    return ((struct tls *)user)->socket;
}

static size_t tls_buffered(void *user)
{
    struct tls *tls = (struct tls *)user;
    int n;

    pthread_mutex_lock(&tls->lock);
    n = SSL_pending(tls->ssl);
    pthread_mutex_unlock(&tls->lock);
    return n > 0 ? (size_t)n : 0;
}

/* Whether the certificate has this digest. */
static int pinned(SSL *ssl, const char *pin)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 1] = "";
    unsigned int size = 0, i;
    X509 *certificate = SSL_get1_peer_certificate(ssl);

    if (certificate == NULL || pin == NULL || X509_digest(certificate, EVP_sha256(), digest, &size) != 1)
        size = 0;
    X509_free(certificate);
    for (i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return size == 32 && strcasecmp(text, pin) == 0;
}

static int reach(struct tls *tls, const char *host, const char *port)
{
    struct addrinfo hints, *found = NULL, *at;

    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    tls->socket = -1;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    for (at = found; at != NULL; at = at->ai_next) {
        tls->socket = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (tls->socket >= 0 && connect(tls->socket, at->ai_addr, at->ai_addrlen) == 0)
            break;
        if (tls->socket >= 0)
            close(tls->socket);
        tls->socket = -1;
    }
    freeaddrinfo(found);
    return tls->socket >= 0 ? 0 : -1;
}

static int begin(struct tls *tls, const char *host, const char *port, const char *pin)
{
    memset(tls, 0, sizeof *tls);
    pthread_mutex_init(&tls->lock, NULL);
    if (reach(tls, host, port) != 0 || pipe(tls->bell) != 0)
        return -1;
    tls->context = SSL_CTX_new(TLS_client_method());
    if (tls->context == NULL)
        return -1;
    /* What the old ones can do: TLS 1.0, static RSA, keys of 1024 bits. */
    SSL_CTX_set_security_level(tls->context, 0);
    SSL_CTX_set_min_proto_version(tls->context, TLS1_VERSION);
    SSL_CTX_set_cipher_list(tls->context, "ALL:!aNULL:!eNULL");
    SSL_CTX_set_mode(tls->context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    tls->ssl = SSL_new(tls->context);
    if (tls->ssl == NULL || SSL_set_fd(tls->ssl, tls->socket) != 1 || SSL_connect(tls->ssl) != 1) {
        fprintf(stderr, "openssl: the handshake failed\n");
        return -1;
    }
    if (!pinned(tls->ssl, pin)) {
        fprintf(stderr, "openssl: the certificate is not the one of AMI_PIN\n");
        return -1;
    }
    fcntl(tls->socket, F_SETFL, fcntl(tls->socket, F_GETFL) | O_NONBLOCK);
    fcntl(tls->bell[0], F_SETFL, O_NONBLOCK);
    fcntl(tls->bell[1], F_SETFL, O_NONBLOCK);
    return 0;
}

static void end(struct tls *tls)
{
    SSL_free(tls->ssl);
    SSL_CTX_free(tls->context);
    if (tls->socket >= 0)
        close(tls->socket);
    close(tls->bell[0]);
    close(tls->bell[1]);
    pthread_mutex_destroy(&tls->lock);
}

int main(int argc, char **argv)
{
    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
    amiwire_transport transport;
    amiwire_conn *conn = NULL;
    amiwire_packet packet;
    struct tls tls;
    int32_t rc;

    if (argc != 4) {
        fprintf(stderr, "usage: AMI_SECRET=... AMI_PIN=... openssl HOST PORT USER\n");
        return 2;
    }
    /* OpenSSL writes to its socket without MSG_NOSIGNAL. */
    signal(SIGPIPE, SIG_IGN);
    if (begin(&tls, argv[1], argv[2], getenv("AMI_PIN")) != 0) {
        fprintf(stderr, "openssl: no connection\n");
        return 1;
    }
    memset(&transport, 0, sizeof transport);
    transport.struct_size = (uint32_t)sizeof transport;
    transport.user = &tls;
    transport.read = tls_read;
    transport.write = tls_write;
    transport.wake = tls_wake;
    transport.close = tls_close;
    transport.descriptor = tls_descriptor;
    transport.buffered = tls_buffered;
    cfg.username = argv[3];
    cfg.secret = getenv("AMI_SECRET");
    rc = amiwire_conn_open_transport(&cfg, &transport, &conn);
    if (rc == AMIWIRE_OK)
        rc = amiwire_conn_call(conn, "Ping", NULL, 0, 10000, &packet);
    if (rc == AMIWIRE_OK)
        printf("%s: %.*s", SSL_get_version(tls.ssl), (int)amiwire_packet_raw(&packet).len,
               (const char *)amiwire_packet_raw(&packet).ptr);
    else
        fprintf(stderr, "openssl: %s\n", amiwire_status_text(rc));
    amiwire_conn_close(conn);
    end(&tls);
    return rc != AMIWIRE_OK;
}
