/* An exchange in a thread of its own, that does what a test tells it. */
#ifndef AMIWIRE_TEST_SERVER_H
#define AMIWIRE_TEST_SERVER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct server {
    int listener;
    uint16_t port;
    pthread_t thread;
    /* Called for each connection with its number; returns 0 to go on. */
    int (*script)(struct server *server, int socket, int number);
    int connections;
    /* Bytes that came and belong to no action yet. */
    char input[65536];
    size_t filled;
} server;

static inline void server_send(int socket, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t n = send(socket, text, left, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        text += n;
        left -= (size_t)n;
    }
}

/* The next action: its name, and its ActionID with the name of the header, as
 * a line. 0 at the end. */
static inline int server_action(server *server, int socket, char name[64], char id[128])
{
    for (;;) {
        char *end, *at;
        ssize_t n;

        server->input[server->filled] = '\0';
        end = strstr(server->input, "\r\n\r\n");
        if (end != NULL) {
            size_t size = (size_t)(end - server->input) + 4;

            name[0] = id[0] = '\0';
            end[2] = '\0';
            if (sscanf(server->input, "Action: %63[^\r]", name) != 1)
                return 0;
            at = strstr(server->input, "\r\nActionID: ");
            if (at != NULL && sscanf(at + 2, "%63[^\r]", id) == 1)
                strcat(id, "\r\n");
            memmove(server->input, server->input + size, server->filled - size);
            server->filled -= size;
            return 1;
        }
        n = recv(socket, server->input + server->filled, sizeof server->input - 1 - server->filled, 0);
        if (n <= 0)
            return 0;
        server->filled += (size_t)n;
    }
}

static inline void server_respond(int socket, const char *id, const char *more)
{
    char text[512];

    snprintf(text, sizeof text, "Response: Success\r\n%s%s\r\n", id, more);
    server_send(socket, text);
}

/* Greets and lets anybody in. */
static inline int server_log_in(server *server, int socket)
{
    char name[64], id[128];

    server_send(socket, "Asterisk Call Manager/2.7.0\r\n");
    if (!server_action(server, socket, name, id) || strcmp(name, "Login") != 0)
        return 0;
    server_respond(socket, id, "Message: Authentication accepted\r\n");
    return 1;
}

static inline void *server_run(void *argument)
{
    server *self = (server *)argument;
    int number, done = 0;

    for (number = 0; number < self->connections && !done; number++) {
        int socket = accept(self->listener, NULL, NULL);

        if (socket < 0)
            break;
        self->filled = 0;
        done = self->script(self, socket, number);
        close(socket);
    }
    close(self->listener);
    return NULL;
}

static inline int server_start(server *self, int connections,
                               int (*script)(struct server *server, int socket, int number))
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    memset(self, 0, sizeof *self);
    memset(&address, 0, sizeof address);
    self->script = script;
    self->connections = connections;
    self->listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (self->listener < 0 || bind(self->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(self->listener, 16) != 0 || getsockname(self->listener, (struct sockaddr *)&address, &size) != 0)
        return -1;
    self->port = ntohs(address.sin_port);
    return pthread_create(&self->thread, NULL, server_run, self);
}

static inline void server_join(server *self)
{
    pthread_join(self->thread, NULL);
}

#endif
