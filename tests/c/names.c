/* Names as numbers, and the answers to actions. */
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

static void answers(void)
{
    amiwire_answer answer = AMIWIRE_ANSWER_INIT;
    struct {
        amiwire_answer known;
        uint32_t later[2];
    } newer;

    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_PING, &answer), AMIWIRE_OK);
    CHECK_INT(answer.shape, AMIWIRE_SHAPE_SINGLE);
    CHECK_INT(answer.items, 0);
    CHECK_INT(answer.struct_size, sizeof answer);
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_QUEUESTATUS, &answer), AMIWIRE_OK);
    CHECK_INT(answer.shape, AMIWIRE_SHAPE_LIST);
    CHECK_INT(answer.flags, AMIWIRE_ANSWER_ID_LAST);
    CHECK_INT(answer.items, 3);
    CHECK_INT(amiwire_answer_item(AMIWIRE_ACTION_QUEUESTATUS, 0), AMIWIRE_EVENT_QUEUEPARAMS);
    CHECK_INT(amiwire_answer_item(AMIWIRE_ACTION_QUEUESTATUS, 2), AMIWIRE_EVENT_QUEUEENTRY);
    CHECK_INT(amiwire_answer_item(AMIWIRE_ACTION_QUEUESTATUS, 3), 0);
    CHECK_INT(answer.completion, AMIWIRE_EVENT_QUEUESTATUSCOMPLETE);
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_ORIGINATE, &answer), AMIWIRE_OK);
    CHECK_INT(answer.later, AMIWIRE_EVENT_ORIGINATERESPONSE);
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_COMMAND, &answer), AMIWIRE_OK);
    CHECK_INT(answer.shape, AMIWIRE_SHAPE_COMMAND);
    CHECK_INT(answer.completion, 0);

    CHECK_INT(amiwire_action_answer(0, &answer), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_action_answer(UINT32_MAX, &answer), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_PING, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_answer_item(0, 0), 0);
    CHECK_INT(amiwire_answer_item(AMIWIRE_ACTION_PING, 0), 0);

    /* An older program knows fewer members, a newer one more. */
    memset(&newer, 0x55, sizeof newer);
    newer.known.struct_size = 8;
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_QUEUESTATUS, &newer.known), AMIWIRE_OK);
    CHECK_INT(newer.known.shape, AMIWIRE_SHAPE_LIST);
    CHECK_INT(newer.known.flags, 0x55555555);
    newer.known.struct_size = (uint32_t)sizeof newer;
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_QUEUESTATUS, &newer.known), AMIWIRE_OK);
    CHECK_INT(newer.known.struct_size, sizeof newer);
    CHECK_INT(newer.known.items, 3);
    CHECK_INT(newer.later[0], 0x55555555);
    newer.known.struct_size = 3;
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_PING, &newer.known), AMIWIRE_BAD_STRUCT_SIZE);
    newer.known.struct_size = 1u << 20;
    CHECK_INT(amiwire_action_answer(AMIWIRE_ACTION_PING, &newer.known), AMIWIRE_BAD_STRUCT_SIZE);
}

static void list_ends(void)
{
    static const amiwire_slice none = {NULL, 0}, broken = {NULL, 3};

    CHECK_INT(amiwire_ends_list(slice("StatusComplete"), none), 1);
    CHECK_INT(amiwire_ends_list(slice("ChannelsHungup"), slice("complete")), 1);
    CHECK_INT(amiwire_ends_list(slice("Anything"), slice("Cancelled")), 1);
    CHECK_INT(amiwire_ends_list(slice("Status"), none), 0);
    CHECK_INT(amiwire_ends_list(slice("Status"), slice("start")), 0);
    CHECK_INT(amiwire_ends_list(broken, none), 0);
    CHECK_INT(amiwire_ends_list(none, broken), 0);
}

int main(void)
{
    packets();
    headers();
    indices();
    names();
    answers();
    list_ends();
    return TEST_RESULT();
}
