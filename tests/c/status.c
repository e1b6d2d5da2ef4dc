/* The version, and every status by its number. */
#include <amiwire.h>

#include "test.h"

struct known {
    const char *name;
    int32_t by_macro;
    int32_t by_map;
};

#define ROW(name, number) {#name, AMIWIRE_##name, number},
static const struct known statuses[] = {AMIWIRE_STATUS_MAP(ROW)};
#define COUNT ((int)(sizeof statuses / sizeof statuses[0]))

static void version(void)
{
    char text[32];

    snprintf(text, sizeof text, "%d.%d.%d", AMIWIRE_VERSION_MAJOR, AMIWIRE_VERSION_MINOR, AMIWIRE_VERSION_PATCH);
    CHECK_STR(AMIWIRE_VERSION, text);
    CHECK_STR(amiwire_version(), text);
    CHECK_INT(amiwire_version_number(), AMIWIRE_VERSION_NUMBER);
    CHECK_INT(AMIWIRE_VERSION_NUMBER,
              AMIWIRE_VERSION_MAJOR << 16 | AMIWIRE_VERSION_MINOR << 8 | AMIWIRE_VERSION_PATCH);
}

/* The tests are linked to the build with everything in it. */
static void features(void)
{
    CHECK_INT(amiwire_features(), AMIWIRE_FEATURE_NET | AMIWIRE_FEATURE_TLS);
}

static void known_statuses(void)
{
    int i;

    for (i = 0; i < COUNT; i++) {
        CHECK_INT(statuses[i].by_map, statuses[i].by_macro);
        CHECK_STR(amiwire_status_name(statuses[i].by_macro), statuses[i].name);
        CHECK(strcmp(amiwire_status_text(statuses[i].by_macro), "unknown") != 0);
        CHECK(amiwire_status_text(statuses[i].by_macro)[0] != '\0');
    }
    CHECK_INT(AMIWIRE_OK, 0);
    CHECK_INT(AMIWIRE_NEED_MORE, 1);
    CHECK_INT(AMIWIRE_NULL_ARGUMENT, -101);
}

static void fatal_statuses(void)
{
    int fatal = 0, i;

    for (i = 0; i < COUNT; i++)
        fatal += amiwire_status_is_fatal(statuses[i].by_macro) == 1;
    CHECK(fatal > 20 && fatal < COUNT / 2 + 5);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_OK), 0);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_CLOSED), 1);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_RESET), 1);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_PACKET_TOO_LARGE), 0);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_TOO_MANY_HEADERS), 0);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_LINE_TOO_LONG), 0);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_NOTICE), 0);
    CHECK_INT(amiwire_status_is_fatal(AMIWIRE_PEER_SILENT), 0);
    /* Numbers that are no status. */
    CHECK_INT(amiwire_status_is_fatal(99), 0);
    CHECK_INT(amiwire_status_is_fatal(INT32_MIN), 1);
}

static void unknown_statuses(void)
{
    int found = 0;
    int32_t i;

    for (i = -2000; i <= 2000; i++)
        if (strcmp(amiwire_status_name(i), "unknown") != 0)
            found++;
    CHECK_INT(found, COUNT);
    CHECK_STR(amiwire_status_name(INT32_MIN), "unknown");
    CHECK_STR(amiwire_status_text(INT32_MAX), "unknown");
    CHECK_STR(amiwire_status_text(-100), "unknown");
}

int main(void)
{
    version();
    features();
    known_statuses();
    fatal_statuses();
    unknown_statuses();
    return TEST_RESULT();
}
