//! The actions that the exchange has, as its answer to ListCommands shows them.
//!
//! The first part is the guide's figure 11 to the letter, with names that hold
//! blanks (T47), two without a text, and those that everybody may run. There
//! the figure breaks off; what follows are the actions that the simulator
//! carries out besides, with the texts of stock servers.

use super::{Answer, Context, calls, events, list_commands, lists, ping};
use crate::rights::Classes;

/// An action.
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) synopsis: &'static str,
    /// The classes of which the user must have one to run it.
    pub(super) needs: Classes,
    /// What carries it out. Login, Challenge and Logoff are the connection's
    /// own; others are listed only.
    pub(super) run: Option<fn(&mut Context<'_>) -> Answer>,
}

const NONE: Classes = Classes::NONE;
const CALL: Classes = Classes::CALL;
const REPORTING: Classes = Classes::REPORTING;
const SYSTEM_CALL: Classes = Classes::SYSTEM.and(CALL);
const SYSTEM_REPORTING: Classes = Classes::SYSTEM.and(REPORTING);
const CALL_REPORTING: Classes = CALL.and(REPORTING);

const fn listed(name: &'static str, synopsis: &'static str, needs: Classes) -> Command {
    Command { name, synopsis, needs, run: None }
}

const fn action(
    name: &'static str,
    synopsis: &'static str,
    needs: Classes,
    run: fn(&mut Context<'_>) -> Answer,
) -> Command {
    Command { name, synopsis, needs, run: Some(run) }
}

/// All of them, in the order of the list.
pub(super) const COMMANDS: &[Command] = &[
    listed("AbsoluteTimeout", "Set absolute timeout.", SYSTEM_CALL),
    listed("AnalogChanlists", "", NONE),
    listed("Atxfer", "Attended transfer.", CALL),
    listed("BlindTransfer", "Blind transfer channel(s) to the given destination", CALL),
    listed("Bridge", "Bridge two channels already in the PBX.", CALL),
    listed("BridgeDestroy", "Destroy a bridge.", NONE),
    listed("BridgeInfo", "Get information about a bridge.", NONE),
    listed("BridgeKick", "Kick a channel from a bridge.", NONE),
    listed("BridgeList", "Get a list of bridges in the system.", NONE),
    listed("BridgeTechnologyList", "List available bridging technologies and their statuses.", NONE),
    listed("BridgeTechnologySuspend", "Suspend a bridging technology.", NONE),
    listed("BridgeTechnologyUnsuspend", "Unsuspend a bridging technology.", NONE),
    listed("Challenge", "Generate Challenge for MD5 Auth.", NONE),
    listed("ChangeMonitor", "Change monitoring filename of a channel.", CALL),
    listed("ConfbridgeKick", "Kick a Confbridge user.", CALL),
    listed("ConfbridgeList", "List participants in a conference.", REPORTING),
    listed("ConfbridgeListRooms", "List active conferences.", REPORTING),
    listed("ConfbridgeLock", "Lock a Confbridge conference.", CALL),
    listed("ConfbridgeMute", "Mute a Confbridge user.", CALL),
    listed(
        "ConfbridgeSetSingleVideoSrc",
        "Set a conference user as the single video source distributed to all other participants.",
        CALL,
    ),
    listed("ConfbridgeStopRecord", "Stop recording a Confbridge conference.", CALL),
    listed("ConfbridgeUnlock", "Unlock a Confbridge conference.", CALL),
    listed("ConfbridgeUnmute", "Unmute a Confbridge user.", CALL),
    listed("ControlPlayback", "Control the playback of a file being played to a channel.", CALL),
    listed("CoreCheckChannel", "", SYSTEM_REPORTING),
    action("CoreSettings", "Show PBX core settings (version etc).", SYSTEM_REPORTING, lists::core_settings),
    action("CoreShowChannels", "List currently active channels.", SYSTEM_REPORTING, lists::core_show_channels),
    action("CoreStatus", "Show PBX core status variables.", SYSTEM_REPORTING, lists::core_status),
    listed("DAHDI dialOffhook", "Dial over DAHDI channel while offhook.", NONE),
    listed("DAHDI DNDoff", "Toggle DAHDI channel Do Not Disturb status OFF.", NONE),
    listed("DAHDI DNDon", "Toggle DAHDI channel Do Not Disturb status ON.", NONE),
    listed("DAHDI Hangup", "Hangup DAHDI Channel.", NONE),
    listed("DAHDI Restart", "Fully Restart DAHDI channels (terminates calls).", NONE),
    listed("DAHDI ShowChannels", "Show status of DAHDI channels.", NONE),
    listed("DAHDI Transfer", "Transfer DAHDI Channel.", NONE),
    listed("DataGet", "Retrieve the data api tree.", NONE),
    listed("DBGet", "Get DB Entry.", SYSTEM_REPORTING),
    action("DeviceStateList", "List the current known device states.", CALL_REPORTING, lists::device_states),
    // Here the guide's figure ends.
    action("Events", "Control Event Flow.", NONE, events::events),
    action("ExtensionState", "Check Extension Status.", CALL_REPORTING, lists::extension_state),
    action("ExtensionStateList", "List the current known extension states.", CALL_REPORTING, lists::extension_states),
    action("Hangup", "Hangup channel.", SYSTEM_CALL, calls::hangup),
    action("ListCommands", "List available manager commands.", NONE, list_commands),
    listed("Login", "Login Manager.", NONE),
    listed("Logoff", "Logoff Manager.", NONE),
    action("Originate", "Originate a call.", Classes::ORIGINATE, calls::originate),
    action("Ping", "Keepalive command.", NONE, ping),
    action("Queues", "Queues.", NONE, lists::queues),
    action("QueueStatus", "Show queue status.", NONE, lists::queue_status),
    action("Status", "List channel status.", SYSTEM_CALL.and(REPORTING), lists::status),
    action("UserEvent", "Send an arbitrary event.", Classes::USER, events::user_event),
];
