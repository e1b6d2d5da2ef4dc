//! Originate: what is asked for, whether it can be done, and how the outcome
//! is told.

use super::channel::Party;
use super::{Deed, Exchange};
use crate::packet::{Fields, write};
use crate::rights::Classes;
use amiwire::packet::Kind;

/// Why an Originate fails at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such channel to be called.
    NoChannel,
    /// There is no such extension in that context.
    NoExtension,
}

/// What an Originate asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Originate {
    /// `PJSIP/1000`.
    pub(crate) channel: Vec<u8>,
    pub(crate) context: Vec<u8>,
    pub(crate) exten: Vec<u8>,
    pub(crate) priority: u32,
    /// An application and its data, which take the place of the extension.
    pub(crate) application: Option<(Vec<u8>, Vec<u8>)>,
    /// Nanoseconds for which the channel may ring.
    pub(crate) timeout: u64,
    pub(crate) caller: Option<Party>,
    pub(crate) account: Vec<u8>,
    pub(crate) variables: Vec<(Vec<u8>, Vec<u8>)>,
}

/// How the outcome is told.
#[derive(Clone, Debug)]
pub(crate) enum Report {
    /// To the connection that waits for it, in one of two answers.
    Answer {
        /// The connection's number.
        connection: u64,
        /// If the channel answers.
        success: Vec<u8>,
        /// If it does not.
        failure: Vec<u8>,
    },
    /// By the event OriginateResponse, which has the request's ActionID.
    Event {
        /// It.
        id: Option<Vec<u8>>,
    },
}

/// Why it ended so, by the numbers of OriginateResponse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Failed = 0,
    HungUp = 1,
    NoAnswer = 3,
    Answered = 4,
}

impl Exchange {
    /// Whether a call can be made: the channel is a phone's, the extension
    /// exists. On the trunk every number is answered.
    pub(crate) fn can(&self, originate: &Originate) -> Result<(), Refusal> {
        self.phone(&originate.channel).ok_or(Refusal::NoChannel)?;
        match originate.application {
            Some(_) => Ok(()),
            None => self.target(&originate.context, &originate.exten).map(|_| ()).ok_or(Refusal::NoExtension),
        }
    }

    /// Begins a call, or reports its failure at once.
    pub(crate) fn originate(&mut self, originate: Originate, report: Report, now: u64) {
        let Some(device) = self.phone(&originate.channel) else {
            return self.report(&originate, report, None, Reason::Failed, now);
        };
        let number = self.devices[device].exten.clone().unwrap_or_default();
        let channel = self.new_channel(device, number.as_bytes(), None, &originate.account, now);
        let first = self.channels[channel].uniqueid.clone();
        for (name, value) in &originate.variables {
            let fields = Fields::new().bytes("Variable", name).bytes("Value", value);
            self.tell_of("VarSet", Classes::DIALPLAN, channel, now, fields);
        }
        self.run(channel, b"AppDial2", b"(Outgoing Line)", now);
        if let Some(caller) = &originate.caller {
            self.channels[channel].caller = caller.clone();
            let presentation = Fields::new().with("CID-CallingPres", "0 (Presentation Allowed, Not Screened)");
            self.tell_of("NewCallerid", Classes::CALL, channel, now, presentation);
            self.channels[channel].connected = caller.clone();
            self.tell_of("NewConnectedLine", Classes::CALL, channel, now, Fields::new());
        }
        self.tell_dial("DialBegin", None, channel, now, Fields::new().with("DialString", &number));
        self.begin(originate, report, first, now);
    }

    /// Tells how an Originate went; the channel is there if it was answered.
    pub(super) fn report(
        &mut self,
        originate: &Originate,
        report: Report,
        channel: Option<usize>,
        reason: Reason,
        now: u64,
    ) {
        match report {
            Report::Answer { connection, success, failure } => {
                let packet = if channel.is_some() { success } else { failure };
                self.deeds.push_back(Deed::Answer { connection, packet });
            }
            Report::Event { id } => {
                let channel = channel.map(|place| self.channels[place].clone());
                let name = channel.as_ref().map_or(&originate.channel[..], |channel| channel.name.as_bytes());
                let caller = originate.caller.clone().unwrap_or_default();
                let fields = Fields::new()
                    .id(id.as_deref())
                    .with("Response", if channel.is_some() { "Success" } else { "Failure" })
                    .bytes("Channel", name)
                    .bytes("Context", &originate.context)
                    .bytes("Exten", &originate.exten)
                    .shown("Reason", reason as u8)
                    // Servers up to 13.7 say so where there is no channel (T57).
                    .with("Uniqueid", channel.as_ref().map_or("<null>", |channel| &channel.uniqueid))
                    .bytes("CallerIDNum", or_unknown(&caller.number))
                    .bytes("CallerIDName", or_unknown(&caller.name));
                self.tell("OriginateResponse", Classes::CALL, now, fields);
            }
        }
    }

    /// The phone of that name.
    fn phone(&self, name: &[u8]) -> Option<usize> {
        let is_it = |name_of: &str| name_of.as_bytes().eq_ignore_ascii_case(name);
        self.devices.iter().position(|device| device.exten.is_some() && is_it(&device.name))
    }

    /// The device that an extension leads to: a phone inside, the trunk for
    /// every number outside.
    pub(super) fn target(&self, context: &[u8], exten: &[u8]) -> Option<usize> {
        let number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'*' | b'#');
        match context {
            b"from-internal" => {
                self.devices.iter().position(|device| device.exten.as_ref().is_some_and(|own| own.as_bytes() == exten))
            }
            b"from-trunk" if !exten.is_empty() && exten.iter().all(number) => {
                self.devices.iter().position(|device| device.exten.is_none())
            }
            _ => None,
        }
    }
}

fn or_unknown(text: &[u8]) -> &[u8] {
    if text.is_empty() { b"<unknown>" } else { text }
}

/// The two answers that an Originate without Async can get.
pub(crate) fn answers(id: Option<&[u8]>) -> (Vec<u8>, Vec<u8>) {
    let answer = |outcome: &str, message: &str| {
        let mut packet = Vec::new();
        write(&mut packet, Kind::Response, outcome, &Fields::new().id(id).with("Message", message));
        packet
    };
    (answer("Success", "Originate successfully queued"), answer("Error", "Originate failed"))
}
