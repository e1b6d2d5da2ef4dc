/* Typed values written: what was read comes back, whole or not at all. */
#include <amiwire.h>

#include "test.h"

static amiwire_slice slice(const char *text)
{
    amiwire_slice slice;

    slice.ptr = (const uint8_t *)text;
    slice.len = strlen(text);
    return slice;
}

static int blank(const char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        if (text[i] != '#')
            return 0;
    return 1;
}

/* The value is read, and written as it came: into room that is enough to the
 * byte, and not at all into less. */
#define COMES_BACK(type, format, text)                                                   \
    do {                                                                                 \
        amiwire_##type value;                                                            \
        static char out[128];                                                            \
        size_t size = 999, needed = sizeof(text) - 1, room;                              \
        CHECK_INT(amiwire_value_##format(slice(text), &value, NULL), AMIWIRE_OK);        \
        CHECK_INT(amiwire_format_##format(&value, NULL, 0, &size), AMIWIRE_NO_ROOM);     \
        CHECK_INT(size, needed);                                                         \
        memset(out, '#', sizeof out);                                                    \
        for (room = 0; room < needed; room++) {                                          \
            CHECK_INT(amiwire_format_##format(&value, out, room, NULL), AMIWIRE_NO_ROOM); \
            CHECK(blank(out, sizeof out));                                               \
        }                                                                                \
        CHECK_INT(amiwire_format_##format(&value, out, needed, &size), AMIWIRE_OK);      \
        CHECK_INT(size, needed);                                                         \
        CHECK(memcmp(out, text, needed) == 0);                                           \
        CHECK(blank(out + needed, sizeof out - needed));                                 \
        size = 999;                                                                      \
        CHECK_INT(amiwire_format_##format(NULL, out, 9, &size), AMIWIRE_NULL_ARGUMENT);  \
        CHECK_INT(amiwire_format_##format(&value, NULL, 9, &size), AMIWIRE_NULL_ARGUMENT); \
        CHECK_INT(size, 999);                                                            \
    } while (0)

/* A value of the program's own that has no form: nothing is written. */
#define HAS_NO_FORM(format, value)                                                          \
    do {                                                                                    \
        static char out[128];                                                               \
        size_t size = 999;                                                                  \
        memset(out, '#', sizeof out);                                                       \
        CHECK_INT(amiwire_format_##format(&(value), out, sizeof out, &size), AMIWIRE_BAD_ARGUMENT); \
        CHECK_INT(size, 999);                                                               \
        CHECK(blank(out, sizeof out));                                                      \
    } while (0)

static void times(void)
{
    amiwire_event_time time;
    amiwire_date_time both;
    amiwire_date date = {2026, 2, 29};
    amiwire_time_of_day clock = {24, 0, 0, 0};
    amiwire_duration duration = {-1, 5, 0};
    amiwire_timestamp stamp = {0, 1000000000, 0};
    char out[40];
    size_t size;

    COMES_BACK(event_time, event_time, "2016-09-19T06:07:21.296-0400");
    COMES_BACK(timestamp, timestamp, "1474279641.296123");
    COMES_BACK(date_time, date_time, "2026-11-23 18:03:21");
    COMES_BACK(date, date, "2024-02-29");
    COMES_BACK(time_of_day, time_of_day, "17:50:41");
    COMES_BACK(duration, duration, "3.5");
    COMES_BACK(duration, duration, "-1");
    HAS_NO_FORM(date, date);
    HAS_NO_FORM(time_of_day, clock);
    HAS_NO_FORM(duration, duration);
    HAS_NO_FORM(timestamp, stamp);

    /* A time of the program's own, as the guide prints it. */
    CHECK_INT(amiwire_event_time_of(1474279641296, -240, &time), AMIWIRE_OK);
    CHECK_INT(amiwire_format_event_time(&time, out, sizeof out, &size), AMIWIRE_OK);
    CHECK(size == 28 && memcmp(out, "2016-09-19T06:07:21.296-0400", 28) == 0);
    CHECK_INT(time.unix_milliseconds, 1474279641296);
    time.date.month = 13;
    HAS_NO_FORM(event_time, time);
    CHECK_INT(amiwire_event_time_of(0, 24 * 60, &time), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_event_time_of(INT64_MAX, 0, &time), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(time.date.month, 13);
    CHECK_INT(amiwire_event_time_of(0, 0, NULL), AMIWIRE_NULL_ARGUMENT);

    CHECK_INT(amiwire_date_time_of(1795457001, &both), AMIWIRE_OK);
    CHECK_INT(both.date.year, 2026);
    CHECK_INT(both.time.second, 21);
    CHECK_INT(both.unix_seconds_as_utc, 1795457001);
    both.time.minute = 60;
    HAS_NO_FORM(date_time, both);
    CHECK_INT(amiwire_date_time_of(INT64_MIN, &both), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_date_time_of(0, NULL), AMIWIRE_NULL_ARGUMENT);
}

static void numbers(void)
{
    amiwire_peer_version version = {2, 7, 0, 4};

    COMES_BACK(peer_version, version, "2.7.0");
    COMES_BACK(peer_version, version, "1.1");
    HAS_NO_FORM(version, version);
    COMES_BACK(service_level, service_level, "SL:98.5% within 60s");

    version.parts = 3;
    CHECK_INT(amiwire_peer_version_is_at_least(version, 2, 7, 0), 1);
    CHECK_INT(amiwire_peer_version_is_at_least(version, 2, 6, 9), 1);
    CHECK_INT(amiwire_peer_version_is_at_least(version, 2, 7, 1), 0);
    CHECK_INT(amiwire_peer_version_is_at_least(version, 2, 10, 0), 0);
    CHECK_INT(amiwire_peer_version_is_at_least(version, 3, 0, 0), 0);
}

static void addresses(void)
{
    amiwire_address address;

    COMES_BACK(address, socket_address, "IPV4/TCP/192.168.5.102/54224");
    COMES_BACK(address, socket_address, "IPV6/TLS/2001:db8::17%eth0/5039");
    COMES_BACK(address, host_port, "pbx.example:5061");
    COMES_BACK(address, host_port, "127.0.0.1:28013");
    COMES_BACK(address, host_port, "[2001:db8::17]:28013");
    CHECK_INT(amiwire_value_host_port(slice("pbx.example:5061"), &address, NULL), AMIWIRE_OK);
    HAS_NO_FORM(socket_address, address);
    address.ip_version = 5;
    HAS_NO_FORM(socket_address, address);
    HAS_NO_FORM(host_port, address);
}

static void names(void)
{
    amiwire_channel channel;
    char out[64];
    size_t size;

    COMES_BACK(channel, channel, "Local/1000@from-internal-0000002a;1");
    COMES_BACK(channel, channel, "AsyncGoto/PJSIP/1000-0000000d<ZOMBIE>");
    COMES_BACK(channel, channel, "DAHDI/i1/5551234-2");
    COMES_BACK(caller_id, caller_id, "\"Alice Agent\" <1001>");
    COMES_BACK(variable, variable, "CALLDIR=in=out");
    COMES_BACK(variable_header, variable_header, "DestChanVariable");
    COMES_BACK(variable_header, variable_header, "ChanVariable(Local/x:y-1;1)");

    CHECK_INT(amiwire_value_channel(slice("PJSIP/1000-0000000d"), &channel, NULL), AMIWIRE_OK);
    channel.half = 2;
    CHECK_INT(amiwire_format_channel(&channel, out, sizeof out, &size), AMIWIRE_OK);
    CHECK(size == 21 && memcmp(out, "PJSIP/1000-0000000d;2", 21) == 0);
    channel.half = 3;
    HAS_NO_FORM(channel, channel);
    channel.half = 0;
    channel.unique.ptr = NULL;
    CHECK_INT(amiwire_format_channel(&channel, out, sizeof out, &size), AMIWIRE_NULL_ARGUMENT);
}

static void privileges(void)
{
    amiwire_privileges list;
    char out[64];
    size_t size;

    COMES_BACK(privileges, privileges, "call,reporting,all");
    COMES_BACK(privileges, privileges, "call,newclass,all");
    COMES_BACK(privileges, privileges, "<none>");
    COMES_BACK(listed_action, listed_action, "Attended transfer.  (Priv: call,all)");

    memset(&list, 0, sizeof list);
    list.classes = AMIWIRE_CLASS_MESSAGE | AMIWIRE_CLASS_CALL;
    CHECK_INT(amiwire_format_privileges(&list, out, sizeof out, &size), AMIWIRE_OK);
    CHECK(size == 12 && memcmp(out, "call,message", 12) == 0);
    list.classes = 1u << 14;
    HAS_NO_FORM(privileges, list);
    list.classes = AMIWIRE_CLASS_CALL;
    list.all = 2;
    HAS_NO_FORM(privileges, list);
}

/* Every number that has a word gives one that is read as the same number. */
static void words(void)
{
    int32_t state, number;
    uint32_t bit;
    int devices = 0, extensions = 0, channels = 0, classes = 0;
    amiwire_privileges list;

    for (number = -5; number < 40; number++) {
        if (strcmp(amiwire_device_state_text(number), "unknown") != 0) {
            devices++;
            CHECK_INT(amiwire_value_device_state(slice(amiwire_device_state_text(number)), &state, NULL), AMIWIRE_OK);
            CHECK_INT(state, number);
        }
        if (strcmp(amiwire_extension_state_text(number), "unknown") != 0) {
            extensions++;
            CHECK_INT(amiwire_value_extension_state(slice(amiwire_extension_state_text(number)), &state, NULL),
                      AMIWIRE_OK);
            CHECK_INT(state, number);
        }
        if (strcmp(amiwire_channel_state_text(number), "unknown") != 0) {
            channels++;
            CHECK_INT(amiwire_value_channel_state(slice(amiwire_channel_state_text(number)), &state, NULL), AMIWIRE_OK);
            CHECK_INT(state, number);
        }
    }
    CHECK_INT(devices, 9);
    CHECK_INT(extensions, 10);
    CHECK_INT(channels, 11);
    CHECK_STR(amiwire_device_state_text(AMIWIRE_DEVICE_NOT_INUSE), "NOT_INUSE");
    CHECK_STR(amiwire_extension_state_text(AMIWIRE_EXTENSION_INUSE_RINGING), "InUse&Ringing");
    CHECK_STR(amiwire_extension_state_text(AMIWIRE_EXTENSION_REMOVED), "Removed");
    CHECK_STR(amiwire_channel_state_text(AMIWIRE_CHANNEL_PRERING), "Pre-ring");
    CHECK_STR(amiwire_channel_state_text(INT32_MAX), "unknown");

    for (bit = 1; bit != 0; bit <<= 1)
        if (strcmp(amiwire_class_name(bit), "unknown") != 0) {
            classes++;
            CHECK_INT(amiwire_value_privileges(slice(amiwire_class_name(bit)), &list, NULL), AMIWIRE_OK);
            CHECK_INT(list.classes, bit);
            CHECK_INT(list.unknown, 0);
        }
    CHECK_INT(classes, 19);
    CHECK_STR(amiwire_class_name(AMIWIRE_CLASS_REPORTING), "reporting");
    CHECK_STR(amiwire_class_name(AMIWIRE_CLASS_CALL | AMIWIRE_CLASS_CDR), "unknown");
    CHECK_STR(amiwire_class_name(0), "unknown");
    CHECK_STR(amiwire_boolean_text(1), "yes");
    CHECK_STR(amiwire_boolean_text(0), "no");
}

int main(void)
{
    times();
    numbers();
    addresses();
    names();
    privileges();
    words();
    return TEST_RESULT();
}
