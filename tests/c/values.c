/* Typed values: good ones, bad ones with their offsets, and bad arguments. */
#include <amiwire.h>

#include "test.h"

static amiwire_slice slice(const char *text)
{
    amiwire_slice slice;

    slice.ptr = (const uint8_t *)text;
    slice.len = strlen(text);
    return slice;
}

static int slice_equals(amiwire_slice slice, const char *text)
{
    return slice.len == strlen(text) && (slice.len == 0 || memcmp(slice.ptr, text, slice.len) == 0);
}

static int untouched(const void *bytes, size_t size)
{
    const uint8_t *byte = (const uint8_t *)bytes;
    size_t i;

    for (i = 0; i < size; i++)
        if (byte[i] != 0x55)
            return 0;
    return 1;
}

/* The value has the form, and a success does not touch the offset. */
#define GOOD(function, text, out)                                       \
    do {                                                                \
        size_t offset = 999;                                            \
        CHECK_INT(function(slice(text), &(out), &offset), AMIWIRE_OK);  \
        CHECK_INT(offset, 999);                                         \
        CHECK_INT(function(slice(text), &(out), NULL), AMIWIRE_OK);     \
    } while (0)

/* The value does not fit at that byte, and nothing but its place is told. */
#define BAD(function, text, out, place)                                        \
    do {                                                                       \
        size_t offset = 999;                                                   \
        memset(&(out), 0x55, sizeof(out));                                     \
        CHECK_INT(function(slice(text), &(out), &offset), AMIWIRE_BAD_VALUE);  \
        CHECK_INT(offset, place);                                              \
        CHECK_INT(function(slice(text), &(out), NULL), AMIWIRE_BAD_VALUE);     \
        CHECK(untouched(&(out), sizeof(out)));                                 \
    } while (0)

/* Arguments that are refused before the value is looked at. */
#define REFUSED(function, out)                                                      \
    do {                                                                            \
        static const amiwire_slice broken = {NULL, 3};                              \
        size_t offset = 999;                                                        \
        memset(&(out), 0x55, sizeof(out));                                          \
        CHECK_INT(function(broken, &(out), &offset), AMIWIRE_NULL_ARGUMENT);        \
        CHECK_INT(function(slice("1"), NULL, &offset), AMIWIRE_NULL_ARGUMENT);      \
        CHECK_INT(offset, 999);                                                     \
        CHECK(untouched(&(out), sizeof(out)));                                      \
    } while (0)

static void numbers(void)
{
    static const amiwire_slice empty = {NULL, 0};
    uint64_t number;
    int64_t with_sign;
    size_t offset;

    GOOD(amiwire_value_unsigned, "16", number);
    CHECK_INT(number, 16);
    GOOD(amiwire_value_unsigned, "18446744073709551615", number);
    CHECK(number == UINT64_MAX);
    BAD(amiwire_value_unsigned, "", number, 0);
    BAD(amiwire_value_unsigned, "384 kbps", number, 3);
    BAD(amiwire_value_unsigned, "-1", number, 0);
    BAD(amiwire_value_unsigned, "1\xff", number, 1);
    BAD(amiwire_value_unsigned, "18446744073709551616", number, 19);
    CHECK_INT(amiwire_value_unsigned(empty, &number, &offset), AMIWIRE_BAD_VALUE);
    CHECK_INT(offset, 0);
    REFUSED(amiwire_value_unsigned, number);

    GOOD(amiwire_value_signed, "-1", with_sign);
    CHECK_INT(with_sign, -1);
    GOOD(amiwire_value_signed, "-9223372036854775808", with_sign);
    CHECK(with_sign == INT64_MIN);
    BAD(amiwire_value_signed, "hint", with_sign, 0);
    BAD(amiwire_value_signed, "-", with_sign, 1);
    REFUSED(amiwire_value_signed, with_sign);
}

static void words(void)
{
    static const amiwire_slice broken = {NULL, 3};
    uint32_t number;

    GOOD(amiwire_value_boolean, "Yes", number);
    CHECK_INT(number, 1);
    GOOD(amiwire_value_boolean, "Disabled", number);
    CHECK_INT(number, 0);
    BAD(amiwire_value_boolean, "yep", number, 2);
    BAD(amiwire_value_boolean, "2", number, 0);
    REFUSED(amiwire_value_boolean, number);

    CHECK_INT(amiwire_value_is_absent(slice("<unknown>")), 1);
    CHECK_INT(amiwire_value_is_absent(slice("N/A")), 1);
    CHECK_INT(amiwire_value_is_absent(slice("Unknown")), 0);
    CHECK_INT(amiwire_value_is_absent(slice("")), 0);
    CHECK_INT(amiwire_value_is_absent(broken), 0);
}

static void versions(void)
{
    amiwire_peer_version version;

    GOOD(amiwire_value_version, "2.7.0", version);
    CHECK_INT(version.major, 2);
    CHECK_INT(version.minor, 7);
    CHECK_INT(version.patch, 0);
    CHECK_INT(version.parts, 3);
    GOOD(amiwire_value_version, "1.1", version);
    CHECK_INT(version.parts, 2);
    BAD(amiwire_value_version, "2.7.0.1", version, 5);
    BAD(amiwire_value_version, "certified/18.9-cert1", version, 0);
    REFUSED(amiwire_value_version, version);
}

static void times(void)
{
    amiwire_event_time event;
    amiwire_timestamp stamp;
    amiwire_date_time both;
    amiwire_duration duration;

    GOOD(amiwire_value_event_time, "2016-09-19T06:07:21.296-0400", event);
    CHECK_INT(event.unix_milliseconds, 1474279641296);
    CHECK_INT(event.date.year, 2016);
    CHECK_INT(event.date.month, 9);
    CHECK_INT(event.date.day, 19);
    CHECK_INT(event.time.hour, 6);
    CHECK_INT(event.time.minute, 7);
    CHECK_INT(event.time.second, 21);
    CHECK_INT(event.millisecond, 296);
    CHECK_INT(event.zone_minutes, -240);
    CHECK_INT(event.reserved, 0);
    BAD(amiwire_value_event_time, "2016-09-19T06:07:21.296", event, 23);
    BAD(amiwire_value_event_time, "2016-09-31T06:07:21.296-0400", event, 9);
    REFUSED(amiwire_value_event_time, event);

    GOOD(amiwire_value_timestamp, "1474279641.296123", stamp);
    CHECK_INT(stamp.seconds, 1474279641);
    CHECK_INT(stamp.nanoseconds, 296123000);
    CHECK_INT(stamp.reserved, 0);
    BAD(amiwire_value_timestamp, "1474279641", stamp, 10);
    REFUSED(amiwire_value_timestamp, stamp);

    GOOD(amiwire_value_date_time, "2026-11-23 18:03:21", both);
    CHECK_INT(both.unix_seconds_as_utc, 1795457001);
    CHECK_INT(both.date.day, 23);
    CHECK_INT(both.time.second, 21);
    BAD(amiwire_value_date_time, "", both, 0);
    BAD(amiwire_value_date_time, "2026-11-23T18:03:21", both, 10);
    REFUSED(amiwire_value_date_time, both);

    GOOD(amiwire_value_duration, "00:01:09", duration);
    CHECK_INT(duration.seconds, 69);
    GOOD(amiwire_value_duration, "60500 ms", duration);
    CHECK_INT(duration.seconds, 60);
    CHECK_INT(duration.nanoseconds, 500000000);
    GOOD(amiwire_value_duration, "-1 seconds", duration);
    CHECK_INT(duration.seconds, -1);
    CHECK_INT(duration.reserved, 0);
    GOOD(amiwire_value_duration, "8 minutes, 51 seconds", duration);
    CHECK_INT(duration.seconds, 531);
    BAD(amiwire_value_duration, "01:09", duration, 5);
    REFUSED(amiwire_value_duration, duration);
}

static void addresses(void)
{
    static const uint8_t v4[16] = {192, 168, 5, 102};
    static const uint8_t v6[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x17};
    static const uint8_t none[16] = {0};
    amiwire_address address;

    GOOD(amiwire_value_socket_address, "IPV4/TCP/192.168.5.102/54224", address);
    CHECK(slice_equals(address.transport, "TCP") && slice_equals(address.host, "192.168.5.102"));
    CHECK_INT(address.ip_version, 4);
    CHECK(memcmp(address.ip, v4, 16) == 0);
    CHECK_INT(address.port, 54224);
    CHECK_INT(address.reserved, 0);
    GOOD(amiwire_value_socket_address, "IPV6/TLS/2001:db8::17%eth0/5039", address);
    CHECK(slice_equals(address.host, "2001:db8::17%eth0"));
    CHECK_INT(address.ip_version, 6);
    CHECK(memcmp(address.ip, v6, 16) == 0);
    BAD(amiwire_value_socket_address, "IPV4/TCP/pbx.example/1", address, 9);
    BAD(amiwire_value_socket_address, "IPV4/TCP/0.0.0.0/65536", address, 21);
    REFUSED(amiwire_value_socket_address, address);

    GOOD(amiwire_value_host_port, "pbx.example:5061", address);
    CHECK(slice_equals(address.transport, "") && slice_equals(address.host, "pbx.example"));
    CHECK_INT(address.ip_version, 0);
    CHECK(memcmp(address.ip, none, 16) == 0);
    CHECK_INT(address.port, 5061);
    GOOD(amiwire_value_host_port, "[2001:db8::17]:28013", address);
    CHECK(slice_equals(address.host, "2001:db8::17"));
    CHECK_INT(address.ip_version, 6);
    BAD(amiwire_value_host_port, "127.0.0.1", address, 9);
    REFUSED(amiwire_value_host_port, address);
}

static void channels(void)
{
    amiwire_channel channel, inner;
    amiwire_caller_id caller;

    GOOD(amiwire_value_channel, "Local/1000@from-internal-0000002a;1", channel);
    CHECK(slice_equals(channel.technology, "Local"));
    CHECK(slice_equals(channel.resource, "1000@from-internal"));
    CHECK(slice_equals(channel.unique, "0000002a"));
    CHECK_INT(channel.half, 1);
    CHECK_INT(channel.zombie, 0);
    CHECK_INT(channel.marks.len, 0);
    CHECK_INT(channel.inner.len, 0);
    GOOD(amiwire_value_channel, "AsyncGoto/PJSIP/1000-0000000d<ZOMBIE>", channel);
    CHECK(slice_equals(channel.marks, "<ZOMBIE>"));
    CHECK_INT(channel.zombie, 1);
    CHECK_INT(amiwire_value_channel(channel.inner, &inner, NULL), AMIWIRE_OK);
    CHECK(slice_equals(inner.technology, "PJSIP") && slice_equals(inner.unique, "0000000d"));
    GOOD(amiwire_value_channel, "DAHDI/i2/690-770d", channel);
    CHECK(slice_equals(channel.resource, "i2/690"));
    CHECK(slice_equals(channel.unique, "770d"));
    GOOD(amiwire_value_channel, "Dongle/dongle0-0100000003", channel);
    CHECK(slice_equals(channel.unique, "0100000003"));
    BAD(amiwire_value_channel, "none", channel, 4);
    BAD(amiwire_value_channel, "PJSIP/", channel, 6);
    REFUSED(amiwire_value_channel, channel);

    GOOD(amiwire_value_caller_id, "\"Alice Agent\" <1001>", caller);
    CHECK(slice_equals(caller.name, "Alice Agent") && slice_equals(caller.number, "1001"));
    GOOD(amiwire_value_caller_id, "<1001>", caller);
    CHECK_INT(caller.name.len, 0);
    BAD(amiwire_value_caller_id, "1001", caller, 4);
    REFUSED(amiwire_value_caller_id, caller);
}

static void states(void)
{
    int32_t state;

    GOOD(amiwire_value_device_state, "RINGING", state);
    CHECK_INT(state, AMIWIRE_DEVICE_RINGING);
    GOOD(amiwire_value_device_state, "Not in use", state);
    CHECK_INT(state, AMIWIRE_DEVICE_NOT_INUSE);
    GOOD(amiwire_value_device_state, "8", state);
    CHECK_INT(state, AMIWIRE_DEVICE_ONHOLD);
    BAD(amiwire_value_device_state, "9", state, 0);
    BAD(amiwire_value_device_state, "RINGS", state, 4);
    REFUSED(amiwire_value_device_state, state);

    GOOD(amiwire_value_extension_state, "InUse&Ringing", state);
    CHECK_INT(state, AMIWIRE_EXTENSION_INUSE_RINGING);
    GOOD(amiwire_value_extension_state, "-2", state);
    CHECK_INT(state, AMIWIRE_EXTENSION_REMOVED);
    BAD(amiwire_value_extension_state, "3", state, 0);
    REFUSED(amiwire_value_extension_state, state);

    GOOD(amiwire_value_channel_state, "Pre-ring", state);
    CHECK_INT(state, AMIWIRE_CHANNEL_PRERING);
    GOOD(amiwire_value_channel_state, "6", state);
    CHECK_INT(state, AMIWIRE_CHANNEL_UP);
    BAD(amiwire_value_channel_state, "", state, 0);
    REFUSED(amiwire_value_channel_state, state);
}

static void escapes(void)
{
    static const char sent[] = "Event: VarSet\r\nVariable: A\r\nValue: it\\'s\\ntwo\r\n\r\n";
    static const amiwire_slice broken = {NULL, 3}, empty = {NULL, 0};
    amiwire_peer_version old = {2, 7, 0, 3}, later = {2, 10, 6, 3};
    amiwire_resume resume;
    amiwire_packet packet;
    amiwire_slice value;
    uint32_t index[16];
    uint8_t out[32], back[32];
    size_t consumed, size = 99, room;

    memset(&resume, 0, sizeof resume);
    CHECK_INT(amiwire_parse((const uint8_t *)sent, sizeof sent - 1, &resume, index, 16, &packet, &consumed), AMIWIRE_OK);
    CHECK_INT(amiwire_packet_escaping(&packet, 2, later), AMIWIRE_ESCAPING_ESCAPED);
    CHECK_INT(amiwire_packet_escaping(&packet, 2, old), AMIWIRE_ESCAPING_RAW);
    CHECK_INT(amiwire_packet_escaping(&packet, 1, later), AMIWIRE_ESCAPING_RAW);
    CHECK_INT(amiwire_packet_escaping(&packet, 99, later), AMIWIRE_ESCAPING_RAW);
    CHECK_INT(amiwire_packet_escaping(NULL, 2, later), AMIWIRE_ESCAPING_RAW);

    CHECK_INT(amiwire_packet_get(&packet, "Value", 0, &value), AMIWIRE_OK);
    CHECK_INT(amiwire_value_unescape(value, NULL, 0, &size), AMIWIRE_NO_ROOM);
    CHECK_INT(size, 8);
    for (room = 0; room < size; room++) {
        memset(out, 0x55, sizeof out);
        CHECK_INT(amiwire_value_unescape(value, out, room, NULL), AMIWIRE_NO_ROOM);
        CHECK(untouched(out, sizeof out));
    }
    CHECK_INT(amiwire_value_unescape(value, out, sizeof out, &size), AMIWIRE_OK);
    CHECK_INT(size, 8);
    CHECK(memcmp(out, "it's\ntwo", 8) == 0 && untouched(out + 8, sizeof out - 8));

    value.ptr = out;
    value.len = size;
    CHECK_INT(amiwire_value_escape(value, NULL, 0, &size), AMIWIRE_NO_ROOM);
    CHECK_INT(size, 10);
    CHECK_INT(amiwire_value_escape(value, back, 10, &size), AMIWIRE_OK);
    CHECK(memcmp(back, "it\\'s\\ntwo", 10) == 0);

    CHECK_INT(amiwire_value_unescape(empty, NULL, 0, &size), AMIWIRE_OK);
    CHECK_INT(size, 0);
    size = 99;
    CHECK_INT(amiwire_value_unescape(broken, out, sizeof out, &size), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_value_unescape(value, NULL, 3, &size), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_value_escape(broken, out, sizeof out, &size), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_value_escape(value, NULL, 3, &size), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(size, 99);
}

/* What stands in arrays of programs does not change its size. */
static void sizes(void)
{
    const size_t slices = sizeof(amiwire_slice);

    CHECK_INT(sizeof(amiwire_date), 4);
    CHECK_INT(sizeof(amiwire_time_of_day), 4);
    CHECK_INT(sizeof(amiwire_date_time), 16);
    CHECK_INT(sizeof(amiwire_event_time), 24);
    CHECK_INT(sizeof(amiwire_timestamp), 16);
    CHECK_INT(sizeof(amiwire_duration), 16);
    CHECK_INT(sizeof(amiwire_peer_version), 8);
    CHECK_INT(sizeof(amiwire_name_index), slices + 16);
    CHECK_INT(sizeof(amiwire_address), 2 * slices + 24);
    CHECK_INT(sizeof(amiwire_channel), 5 * slices + 8);
    CHECK_INT(sizeof(amiwire_caller_id), 2 * slices);
}

static void forms(void)
{
    static const amiwire_slice broken = {NULL, 3};
    amiwire_slice value;
    uint8_t out[64];
    size_t size = 99, offset = 999, room;

    value = slice("%EF%BB%BFa%3a+b");
    CHECK_INT(amiwire_value_form_decode(value, NULL, 0, &size, &offset), AMIWIRE_NO_ROOM);
    CHECK_INT(size, 7);
    for (room = 0; room < size; room++) {
        memset(out, 0x55, sizeof out);
        CHECK_INT(amiwire_value_form_decode(value, out, room, NULL, NULL), AMIWIRE_NO_ROOM);
        CHECK(untouched(out, sizeof out));
    }
    CHECK_INT(amiwire_value_form_decode(value, out, sizeof out, &size, &offset), AMIWIRE_OK);
    CHECK_INT(size, 7);
    CHECK_INT(offset, 999);
    CHECK(memcmp(out, "\xEF\xBB\xBF" "a: b", 7) == 0 && untouched(out + 7, sizeof out - 7));

    size = 99;
    CHECK_INT(amiwire_value_form_decode(slice("100% sure"), out, sizeof out, &size, &offset), AMIWIRE_BAD_VALUE);
    CHECK_INT(offset, 4);
    CHECK_INT(amiwire_value_form_decode(slice("a%4"), out, sizeof out, &size, NULL), AMIWIRE_BAD_VALUE);
    CHECK_INT(amiwire_value_form_decode(broken, out, sizeof out, &size, &offset), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_value_form_decode(value, NULL, 3, &size, &offset), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(size, 99);
    CHECK_INT(offset, 4);

    value = slice("agi_request%3A%20async%0Aagi_rdnis%3A%20%0A%0A200%20result%3D0%0A");
    CHECK_INT(amiwire_value_form_decode(value, out, sizeof out, &size, NULL), AMIWIRE_OK);
    /* The variables of a channel, a line each. */
    CHECK(size == 45 && memcmp(out, "agi_request: async\nagi_rdnis: \n\n200 result=0\n", 45) == 0);
}

int main(void)
{
    numbers();
    words();
    versions();
    times();
    addresses();
    channels();
    states();
    escapes();
    forms();
    sizes();
    return TEST_RESULT();
}
