//! Floor 4: values as types. A header's value is bytes; here each kind of
//! value that occurs on the wire has a type, a grammar that reads it, and a
//! form in which it is written. With the feature `values`.
//!
//! | module | values |
//! |---|---|
//! | [`integer`] | `Cause: 16`, `LastCall: 1474279641` |
//! | [`time`] | `EventTV: 2016-09-19T06:07:21.296-0400`, `Timestamp: 1474279641.296123` |
//! | [`calendar`] | `StartTime: 2026-11-23 18:03:21`, `CoreReloadDate`, `CoreReloadTime` |
//! | [`duration`] | `Duration: 00:00:09`, `QualifyFreq: 60000 ms`, `8 minutes, 51 seconds` |
//! | [`address`] | `LocalAddress: IPV4/TCP/0.0.0.0/7777`, `From: 127.0.0.1:28013` |
//! | [`privilege`] | `Privilege: call,reporting,all` |
//! | [`list_commands`] | `Atxfer: Attended transfer.  (Priv: call,all)` |
//! | [`channel`] | `Channel: Local/1000@from-internal-0000002a;1` |
//! | [`state`] | `State: RINGING`, `StatusText: InUse&Ringing`, `ChannelState: 6` |
//! | [`caller_id`] | `CallerID: "Alice Agent" <1001>` |
//! | [`absent`] | `<unknown>`, `N/A` and their like |
//! | [`boolean`] | `yes`, `True`, `On`, `1` |
//! | [`channel_variable`] | `DestChanVariable: CALLDIR=in`, `ChanVariable(SIP/1-1): A=b` |
//! | [`service_level`] | `ServiceLevel: SL:0.0% within 0s` |
//! | [`version`] | `AMIversion: 2.7.0` |
//! | [`form`] | `Content: %EF%BB%BFa%3A+b` |
//! | [`agi`] | `Env` and `Result` of AsyncAGI, `CommandID` |
//! | [`mod@escape`], [`escaped`] | C escapes, and which values have them |
//!
//! What holds for all of them:
//! - A parser takes the whole value and gives the type, or an error with
//!   [`Status::BadValue`](crate::Status::BadValue) and the offset in the value
//!   of the first byte that does not fit (the value's length, if it ends too
//!   early). It never guesses and never skips blanks. The value itself stays
//!   readable as text.
//! - What is printed (`Display`, or `write` into a buffer for the exact bytes)
//!   is read as the same value again.
//! - Types borrow from the value and live as long as it does. They are bytes,
//!   not `str`: nothing on the wire declares an encoding.
//! - Nothing allocates, nothing panics, nobody asks for the time.

#[cfg(test)]
mod check;
mod grammar;
mod ip;
mod sink;

pub mod absent;
pub mod address;
pub mod agi;
pub mod boolean;
pub mod calendar;
pub mod caller_id;
pub mod channel;
pub mod channel_variable;
pub mod duration;
pub mod escape;
pub mod escaped;
pub mod form;
pub mod integer;
pub mod list_commands;
pub mod privilege;
pub mod service_level;
pub mod state;
pub mod time;
pub mod version;

pub use absent::is_absent;
pub use address::{HostPort, SocketAddress};
pub use agi::{AgiLine, AgiLines, CommandId, agi_lines};
pub use calendar::{Date, DateTime, TimeOfDay};
pub use caller_id::CallerId;
pub use channel::Channel;
pub use channel_variable::{Variable, VariableHeader};
pub use duration::Duration;
pub use escape::{escape, unescape};
pub use escaped::{Escaping, escaping};
pub use form::form_decode;
pub use list_commands::ListedAction;
pub use privilege::{Class, Privileges};
pub use service_level::ServiceLevel;
pub use state::{ChannelState, DeviceState, ExtensionState};
pub use time::{EventTime, Timestamp};
pub use version::Version;
