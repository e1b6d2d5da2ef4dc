//! The state of the exchange: channels, devices, extensions, queues, itself.

use std::format;

use super::{Answer, Context};
use crate::VERSION;
use crate::exchange::{device_state, extension_state_of, extension_status};
use crate::packet::Fields;
use amiwire::value::ExtensionState;

/// The list of queues in the exchange's own form, not the text of a stock
/// server: the list counts queues, not packets (T34).
pub(super) fn queues(context: &mut Context<'_>) -> Answer {
    context.reply.list("Queues list will follow");
    for queue in &context.exchange.queues {
        let fields = Fields::new()
            .with("Queue", &queue.number)
            .with("CallCount", "0")
            .with("CallsComplete", "0")
            .with("CallsAbandoned", "0")
            .with("ServiceLevel", "SL:0.0% within 0s");
        context.reply.item("QueueStatus", fields);
        for member in &queue.members {
            let fields = Fields::new()
                .with("Queue", &queue.number)
                .with("Location", member)
                .with("MemberName", member)
                .with("Membership", "static")
                .with("Penalty", "0")
                .with("CallsTaken", "0")
                .with("LastCall", "0")
                .shown("Status", context.exchange.device_state(member).number())
                .with("Paused", "0");
            context.reply.item("QueueMemberStatus", fields);
        }
    }
    context.reply.complete("QueuesComplete", context.exchange.queues.len(), Fields::new());
    Answer::Given
}

/// The list of queues as stock servers have it.
pub(super) fn queue_status(context: &mut Context<'_>) -> Answer {
    let (wanted_queue, wanted_member) = (context.field("Queue"), context.field("Member"));
    let is = |name: &str, wanted: &[u8]| wanted.is_empty() || name.as_bytes().eq_ignore_ascii_case(wanted);
    context.reply.list("Queue status will follow");
    let mut items = 0;
    for queue in context.exchange.queues.iter().filter(|queue| is(&queue.number, wanted_queue)) {
        let fields = Fields::new()
            .with("Queue", &queue.number)
            .with("Max", "0")
            .with("Strategy", "ringall")
            .with("Calls", "0")
            .with("Holdtime", "0")
            .with("TalkTime", "0")
            .with("Completed", "0")
            .with("Abandoned", "0")
            .with("ServiceLevel", "0")
            .with("ServicelevelPerf", "0.0")
            .with("Weight", "0");
        context.reply.item_id_last("QueueParams", fields);
        items += 1;
        for member in queue.members.iter().filter(|member| is(member, wanted_member)) {
            let fields = Fields::new()
                .with("Queue", &queue.number)
                .with("Name", member)
                .with("Location", member)
                .with("StateInterface", member)
                .with("Membership", "static")
                .with("Penalty", "0")
                .with("CallsTaken", "0")
                .with("LastCall", "0")
                .shown("Status", context.exchange.device_state(member).number())
                .with("Paused", "0");
            context.reply.item_id_last("QueueMember", fields);
            items += 1;
        }
    }
    context.reply.complete("QueueStatusComplete", items, Fields::new());
    Answer::Given
}

pub(super) fn core_show_channels(context: &mut Context<'_>) -> Answer {
    context.reply.list("Channels will follow");
    for channel in &context.exchange.channels {
        let seconds = channel.seconds(context.now);
        let duration = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        let fields = channel
            .snapshot()
            .bytes("Application", &channel.application)
            .bytes("ApplicationData", &channel.data)
            .with("Duration", &duration)
            .with("BridgeId", &channel.bridge);
        context.reply.item("CoreShowChannel", fields);
    }
    context.reply.complete("CoreShowChannelsComplete", context.exchange.channels.len(), Fields::new());
    Answer::Given
}

/// Its items have a Privilege without `all` (T54).
pub(super) fn status(context: &mut Context<'_>) -> Answer {
    let wanted = context.field("Channel");
    let one = context.exchange.channel(wanted);
    if !wanted.is_empty() && one.is_none() {
        context.reply.error("No such channel");
        return Answer::Given;
    }
    context.reply.list("Channel status will follow");
    let mut items = 0;
    let chosen = context.exchange.channels.iter().enumerate().filter(|(i, _)| wanted.is_empty() || one == Some(*i));
    for (_, channel) in chosen {
        let technology = channel.name.split('/').next().unwrap_or_default();
        let fields = Fields::new()
            .with("Privilege", "Call")
            .and(channel.front())
            .bytes("Accountcode", channel.account())
            .and(channel.place())
            .with("Type", technology)
            .with("DNID", "")
            .bytes("EffectiveConnectedLineNum", &channel.connected.number)
            .bytes("EffectiveConnectedLineName", &channel.connected.name)
            .with("TimeToHangup", "0")
            .with("BridgeID", &channel.bridge)
            .bytes("Application", &channel.application)
            .bytes("Data", &channel.data)
            .with("Nativeformats", "(ulaw)")
            .with("Readformat", "ulaw")
            .with("Readtrans", "")
            .with("Writeformat", "ulaw")
            .with("Writetrans", "")
            .with("Callgroup", "0")
            .with("Pickupgroup", "0")
            .shown("Seconds", channel.seconds(context.now));
        context.reply.item_id_last("Status", fields);
        items += 1;
    }
    context.reply.complete("StatusComplete", items, Fields::new().shown("Items", items));
    Answer::Given
}

pub(super) fn device_states(context: &mut Context<'_>) -> Answer {
    context.reply.list("Device State Changes will follow");
    for device in &context.exchange.devices {
        context.reply.item("DeviceStateChange", device_state(&device.name, device.told));
    }
    context.reply.complete("DeviceStateListComplete", context.exchange.devices.len(), Fields::new());
    Answer::Given
}

pub(super) fn extension_states(context: &mut Context<'_>) -> Answer {
    context.reply.list("Extension Statuses will follow");
    let mut items = 0;
    for device in &context.exchange.devices {
        if let Some(exten) = &device.exten {
            context.reply.item("ExtensionStatus", extension_status(exten, &device.name, device.told));
            items += 1;
        }
    }
    context.reply.complete("ExtensionStateListComplete", items, Fields::new());
    Answer::Given
}

pub(super) fn extension_state(context: &mut Context<'_>) -> Answer {
    let wanted = context.field("Exten");
    if wanted.is_empty() {
        context.reply.error("Extension not specified");
        return Answer::Given;
    }
    let is_it = |exten: &String| exten.as_bytes() == wanted;
    let device = context.exchange.devices.iter().find(|device| device.exten.as_ref().is_some_and(is_it));
    let (hint, state) = match device {
        Some(device) => (&device.name[..], extension_state_of(device.told)),
        None => ("", ExtensionState::Deactivated),
    };
    let fields = Fields::new()
        .with("Message", "Extension Status")
        .bytes("Exten", wanted)
        .bytes("Context", context.field("Context"))
        .with("Hint", hint)
        .shown("Status", state.number())
        .with("StatusText", state.status_text());
    context.reply.response("Success", fields);
    Answer::Given
}

pub(super) fn core_status(context: &mut Context<'_>) -> Answer {
    let clock = context.exchange.stamp.clock;
    let started = clock.event_time(0).map(|time| (time.date.to_string(), time.time.to_string()));
    let (date, time) = started.unwrap_or_default();
    let fields = Fields::new()
        .with("CoreStartupDate", &date)
        .with("CoreStartupTime", &time)
        .with("CoreReloadDate", &date)
        .with("CoreReloadTime", &time)
        .shown("CoreCurrentCalls", context.exchange.channels.len());
    context.reply.response("Success", fields);
    Answer::Given
}

pub(super) fn core_settings(context: &mut Context<'_>) -> Answer {
    let fields = Fields::new()
        .with("AMIversion", VERSION)
        .with("AsteriskVersion", "13.4.0")
        .with("SystemName", "")
        .with("CoreMaxCalls", "0")
        .with("CoreMaxLoadAvg", "0.000000")
        .with("CoreRunUser", "")
        .with("CoreRunGroup", "")
        .with("CoreMaxFilehandles", "0")
        .with("CoreRealTimeEnabled", "No")
        .with("CoreCDRenabled", "Yes")
        .with("CoreHTTPenabled", "No");
    context.reply.response("Success", fields);
    Answer::Given
}
