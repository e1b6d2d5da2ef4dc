/* An exchange whose answers are as large as those of a small office, and larger. */
#ifndef AMIWIRE_TEST_LARGE_H
#define AMIWIRE_TEST_LARGE_H

#include <stdlib.h>

#include "server.h"

#define LINES 5000
#define ITEMS 3000
#define CONFIG_LINES 1500

static char text[64 << 20];
static size_t size;

static void add(const char *line)
{
    size_t length = strlen(line);

    memcpy(text + size, line, length + 1);
    size += length;
}

static void add_value(size_t length)
{
    memset(text + size, 'v', length);
    size += length;
    add("\r\n");
}

/* What a small office has, by the action that asks for it. */
static int answered_as_usual(const char *name, const char *id)
{
    static const char *const lists[] = {"DBGetTree", "PJSIPShowEndpoints"};
    static const char *const items[] = {"DBGetTreeResponse", "EndpointList"};
    static const char *const ends[] = {"DBGetTreeComplete", "EndpointListComplete"};
    char line[128];
    int n, list;

    if (strcmp(name, "Command") == 0) {
        add("Response: Follows\r\nPrivilege: Command\r\n");
        add(id);
        for (n = 0; n < LINES; n++) {
            snprintf(line, sizeof line, "/office/%d : a value of the database of a small office\n", n);
            add(line);
        }
        add("--END COMMAND--\r\n\r\n");
        return 1;
    }
    if (strcmp(name, "GetConfig") == 0) {
        add("Response: Success\r\n");
        add(id);
        add("Category-000000: office\r\n");
        for (n = 0; n < CONFIG_LINES; n++) {
            snprintf(line, sizeof line, "Line-000000-%06d: exten=%d,1,NoOp(%d)\r\n", n, n, n);
            add(line);
        }
        add("\r\n");
        return 1;
    }
    for (list = 0; list < 2; list++) {
        if (strcmp(name, lists[list]) != 0)
            continue;
        add("Response: Success\r\n");
        add(id);
        add("EventList: start\r\n\r\n");
        for (n = 0; n < ITEMS; n++) {
            snprintf(line, sizeof line, "Event: %s\r\n", items[list]);
            add(line);
            add(id);
            add("Value: ");
            add_value(200);
            add("\r\n");
        }
        snprintf(line, sizeof line, "Event: %s\r\n", ends[list]);
        add(line);
        add(id);
        add("EventList: Complete\r\n\r\n");
        return 1;
    }
    return 0;
}

/* As many lines or items as the action's name says behind its letters. */
static void answer(const char *name, const char *id)
{
    char line[128];
    long n, count = strtol(name + strcspn(name, "0123456789"), NULL, 10);

    size = 0;
    if (answered_as_usual(name, id))
        return;
    if (strncmp(name, "Database", 8) == 0) {
        add("Event: VarSet\r\nPrivilege: dialplan,all\r\nValue: ");
        add_value((size_t)count);
        add("\r\n");
        count = 0;
    }
    add("Response: Success\r\n");
    add(id);
    if (strncmp(name, "List", 4) == 0)
        add("EventList: start\r\n\r\n");
    for (n = 0; n < count; n++) {
        if (strncmp(name, "List", 4) == 0) {
            add("Event: EndpointList\r\n");
            add(id);
            add("ObjectName: ");
            add_value(200);
            add("\r\n");
        } else {
            snprintf(line, sizeof line, "Output: line %ld ", n);
            add(line);
            add_value(100);
        }
    }
    if (strncmp(name, "List", 4) == 0) {
        add("Event: EndpointListComplete\r\n");
        add(id);
        add("EventList: Complete\r\n");
    }
    add("\r\n");
}

static int large_script(server *server, int socket, int number)
{
    char name[64], id[128];

    (void)number;
    if (!server_log_in(server, socket))
        return 1;
    while (server_action(server, socket, name, id)) {
        answer(name, id);
        server_send(socket, text);
    }
    return 1;
}

#endif
