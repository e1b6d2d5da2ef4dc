/* Names as numbers. */
#include <amiwire.h>

#include "test.h"

#define TEXT(s) ((const uint8_t *)(s)), (sizeof(s) - 1)

static amiwire_slice slice(const char *text)
{
    amiwire_slice slice;

    slice.ptr = (const uint8_t *)text;
    slice.len = strlen(text);
    return slice;
}

/* What a program does with a packet. */
static const char *describe(const amiwire_packet *packet)
{
    switch (amiwire_packet_event(packet)) {
    case AMIWIRE_EVENT_HANGUP:
        return "somebody hung up";
    case AMIWIRE_EVENT_AOC_D:
        return "it costs something";
    case AMIWIRE_EVENT_UNKNOWN:
        break;
    default:
        return "another event";
    }
    switch (packet->kind == AMIWIRE_KIND_ACTION ? amiwire_action_id(amiwire_packet_title(packet)) : 0) {
    case AMIWIRE_ACTION_STATUS:
        return "somebody asks for the status";
    default:
        return "not known";
    }
}

static void packets(void)
{
    static const struct {
        const char *text;
        const char *meaning;
    } cases[] = {
        {"Event: Hangup\r\n\r\n", "somebody hung up"},
        {"event: HANGUP\r\n\r\n", "somebody hung up"},
        {"Event: AOC-D\r\n\r\n", "it costs something"},
        {"Event: Status\r\n\r\n", "another event"},
        {"Action: status\r\n\r\n", "somebody asks for the status"},
        {"Event: SomethingNew\r\n\r\n", "not known"},
        {"Event: \r\n\r\n", "not known"},
        {"Response: Success\r\nEvent: Hangup\r\n\r\n", "not known"},
    };
    amiwire_resume resume;
    amiwire_packet packet;
    uint32_t index[16];
    size_t consumed, i;

    memset(&resume, 0, sizeof resume);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_INT(amiwire_parse((const uint8_t *)cases[i].text, strlen(cases[i].text), &resume, index, 16, &packet,
                                &consumed),
                  AMIWIRE_OK);
        CHECK_STR(describe(&packet), cases[i].meaning);
    }
    CHECK_INT(amiwire_packet_event(NULL), AMIWIRE_EVENT_UNKNOWN);
    memset(&packet, 0xff, sizeof packet);
    CHECK_INT(amiwire_packet_event(&packet), 0);
}

static void headers(void)
{
    static const char text[] = "Event: Hangup\r\nUniqueID: 1.2\r\nCause-txt: x\r\nXyz: y\r\n\r\n";
    amiwire_resume resume;
    amiwire_packet packet;
    amiwire_slice name, value;
    uint32_t index[16];
    size_t consumed, i;
    int unique = 0, cause = 0, others = 0;

    memset(&resume, 0, sizeof resume);
    CHECK_INT(amiwire_parse(TEXT(text), &resume, index, 16, &packet, &consumed), AMIWIRE_OK);
    for (i = 0; amiwire_packet_header(&packet, i, &name, &value) == AMIWIRE_OK; i++)
        switch (amiwire_header_id(name)) {
        case AMIWIRE_HEADER_UNIQUEID:
            unique++;
            break;
        case AMIWIRE_HEADER_CAUSE_TXT:
            cause++;
            break;
        default:
            others++;
        }
    CHECK_INT(unique, 1);
    CHECK_INT(cause, 1);
    CHECK_INT(others, 2);
}

static void indices(void)
{
    amiwire_name_index index;

    CHECK_INT(amiwire_header_index(slice("line-000002-000017"), &index), AMIWIRE_OK);
    CHECK_INT(index.header, AMIWIRE_HEADER_LINE_NNNNNN_NNNNNN);
    CHECK_INT(index.count, 2);
    CHECK_INT(index.first, 2);
    CHECK_INT(index.second, 17);
    CHECK_INT(index.text.len, 0);
    CHECK_INT(amiwire_header_index(slice("Charge/Units(3)/TypeOf"), &index), AMIWIRE_OK);
    CHECK_INT(index.header, AMIWIRE_HEADER_CHARGE_UNITS_N_TYPEOF);
    CHECK_INT(index.count, 1);
    CHECK_INT(index.first, 3);
    CHECK_INT(amiwire_header_index(slice("ChanVariable(Local/x:y-1;1)"), &index), AMIWIRE_OK);
    CHECK_INT(index.header, AMIWIRE_HEADER_CHANVARIABLE_CHANNEL);
    CHECK_INT(index.count, 0);
    CHECK_INT(amiwire_slice_is(index.text, "Local/x:y-1;1"), 1);
    CHECK_INT(amiwire_header_index(slice("Channel"), &index), AMIWIRE_OK);
    CHECK_INT(index.header, AMIWIRE_HEADER_CHANNEL);
    CHECK_INT(index.count, 0);

    memset(&index, 0x55, sizeof index);
    CHECK_INT(amiwire_header_index(slice("Line-00000"), &index), AMIWIRE_NOT_FOUND);
    CHECK_INT(index.count, 0x55555555);
    CHECK_INT(amiwire_header_index(slice("Line-000000"), NULL), AMIWIRE_NULL_ARGUMENT);
}

static void names(void)
{
    static const amiwire_slice broken = {NULL, 3};
    const char *name;
    uint32_t id;

    for (id = 1; strcmp(name = amiwire_event_name(id), "unknown") != 0; id++)
        CHECK_INT(amiwire_event_id(slice(name)), id);
    CHECK(id > 250);
    for (id = 1; strcmp(name = amiwire_action_name(id), "unknown") != 0; id++)
        CHECK_INT(amiwire_action_id(slice(name)), id);
    CHECK(id > 180);
    for (id = 1; strcmp(name = amiwire_header_name(id), "unknown") != 0; id++)
        CHECK_INT(amiwire_header_id(slice(name)), id);
    CHECK(id > 1140);
    CHECK_STR(amiwire_event_name(AMIWIRE_EVENT_AOC_D), "AOC-D");
    CHECK_STR(amiwire_action_name(AMIWIRE_ACTION_DAHDI_DNDON), "DAHDI DNDon");
    CHECK_STR(amiwire_header_name(AMIWIRE_HEADER_2CHANNEL), "2Channel");
    CHECK_STR(amiwire_event_name(0), "unknown");
    CHECK_STR(amiwire_action_name(0x10001), "unknown");
    CHECK_STR(amiwire_header_name(UINT32_MAX), "unknown");

    CHECK_INT(amiwire_event_id(slice("")), 0);
    CHECK_INT(amiwire_event_id(slice("Hangup ")), 0);
    CHECK_INT(amiwire_event_id(broken), 0);
    CHECK_INT(amiwire_action_id(broken), 0);
    CHECK_INT(amiwire_header_id(broken), 0);
}

int main(void)
{
    packets();
    headers();
    indices();
    names();
    return TEST_RESULT();
}
