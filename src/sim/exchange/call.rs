//! Calls: from an Originate to the hangup, a step at a time.

use std::format;
use std::prelude::v1::*;

use super::channel::{Channel, Party, bridge_id, bridge_snapshot, cause_text};
use super::originate::{Originate, Reason, Report};
use super::{Exchange, TRUNK};
use crate::sim::packet::{Event, Fields};
use crate::sim::rights::Classes;
use crate::value::ChannelState;

/// What the call does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Ring,
    Answer,
    /// The time for ringing is over.
    GiveUp,
    RunApplication,
    Dial,
    RingOther,
    AnswerOther,
    /// Nothing before somebody hangs up.
    Stay,
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    number: u64,
    originate: Originate,
    report: Option<Report>,
    /// Uniqueids of its channels: the originated one, and the one it dialled.
    first: String,
    second: Option<String>,
    bridge: Option<String>,
    step: Step,
    due: u64,
}

impl Exchange {
    /// A call begins with the channel that was made for it.
    pub(super) fn begin(&mut self, originate: Originate, report: Report, first: String, now: u64) {
        self.next_call += 1;
        self.calls.push(Call {
            number: self.next_call,
            originate,
            report: Some(report),
            first,
            second: None,
            bridge: None,
            step: Step::Ring,
            due: now.saturating_add(self.pace),
        });
    }

    /// Lets the calls go on whose time has come.
    pub(in crate::sim) fn advance(&mut self, now: u64) {
        while let Some(call) = self.next_call_due().filter(|call| self.calls[*call].due <= now) {
            // At its own time, not later: calls go on in order even if the
            // exchange was busy meanwhile.
            let now = self.calls[call].due;
            self.take_step(call, now);
        }
    }

    /// When [`advance`](Exchange::advance) has something to do.
    pub(in crate::sim) fn deadline(&self) -> Option<u64> {
        self.next_call_due().map(|call| self.calls[call].due)
    }

    fn next_call_due(&self) -> Option<usize> {
        let waiting = self.calls.iter().enumerate().filter(|(_, call)| call.step != Step::Stay);
        waiting.min_by_key(|(_, call)| (call.due, call.number)).map(|(place, _)| place)
    }

    fn take_step(&mut self, call: usize, now: u64) {
        let first = self.place(&self.calls[call].first);
        let second = self.calls[call].second.as_ref().map(|id| self.place(id));
        let next = match self.calls[call].step {
            Step::Ring => match self.ring(first, now) {
                // Whoever answers later than that answers nobody.
                Step::Answer if self.calls[call].originate.timeout < self.pace => Step::GiveUp,
                next => next,
            },
            Step::Answer => self.answer(call, first, now),
            Step::GiveUp => return self.end(call, 19, Reason::NoAnswer, now),
            Step::RunApplication => {
                let (application, data) = self.calls[call].originate.application.clone().unwrap_or_default();
                self.run(first, &application, &data, now);
                Step::Stay
            }
            Step::Dial => self.dial(call, first, now),
            Step::RingOther => match second {
                Some(second) if self.ring(second, now) == Step::Answer => Step::AnswerOther,
                _ => Step::Stay,
            },
            Step::AnswerOther => {
                if let Some(second) = second {
                    self.answer_other(call, first, second, now);
                }
                Step::Stay
            }
            Step::Stay => Step::Stay,
        };
        let after = match next {
            Step::GiveUp => self.calls[call].originate.timeout,
            _ => self.pace,
        };
        self.calls[call].step = next;
        self.calls[call].due = now.saturating_add(after);
    }

    /// A channel rings, and is answered or not.
    fn ring(&mut self, channel: usize, now: u64) -> Step {
        let device = self.channels[channel].device;
        self.set_state(channel, ChannelState::Ringing, now);
        self.announce(device, now);
        if self.devices[device].answers { Step::Answer } else { Step::GiveUp }
    }

    fn answer(&mut self, call: usize, channel: usize, now: u64) -> Step {
        self.set_state(channel, ChannelState::Up, now);
        self.tell_dial("DialEnd", None, channel, now, Fields::new().with("DialStatus", "ANSWER"));
        self.announce(self.channels[channel].device, now);
        let originate = self.calls[call].originate.clone();
        let next = match originate.application {
            Some(_) => Step::RunApplication,
            None => {
                let channel = &mut self.channels[channel];
                channel.context = originate.context.clone();
                channel.exten = originate.exten.clone();
                channel.priority = originate.priority;
                Step::Dial
            }
        };
        if let Some(report) = self.calls[call].report.take() {
            self.report(&originate, report, Some(channel), Reason::Answered, now);
        }
        next
    }

    /// The originated channel dials the extension.
    fn dial(&mut self, call: usize, first: usize, now: u64) -> Step {
        let Originate { context, exten, account, .. } = self.calls[call].originate.clone();
        let Some(device) = self.target(&context, &exten) else { return Step::Stay };
        let dialled = match &self.devices[device].exten {
            Some(number) => number.clone(),
            None => format!("{}@{TRUNK}", String::from_utf8_lossy(&exten)),
        };
        self.run(first, b"Dial", format!("PJSIP/{dialled},60").as_bytes(), now);
        let linkedid = self.channels[first].linkedid.clone();
        let second = self.new_channel(device, &exten, Some(linkedid), &account, now);
        let caller = self.channels[first].caller.clone();
        self.channels[second].context = context;
        self.channels[second].exten = exten.clone();
        self.channels[second].connected = caller;
        self.run(second, b"AppDial", b"(Outgoing Line)", now);
        self.tell_dial("DialBegin", Some(first), second, now, Fields::new().with("DialString", &dialled));
        self.channels[first].connected = Party { number: exten, name: Vec::new() };
        self.calls[call].second = Some(self.channels[second].uniqueid.clone());
        Step::RingOther
    }

    fn answer_other(&mut self, call: usize, first: usize, second: usize, now: u64) {
        self.set_state(second, ChannelState::Up, now);
        self.tell_dial("DialEnd", Some(first), second, now, Fields::new().with("DialStatus", "ANSWER"));
        self.next_bridge += 1;
        let bridge = bridge_id(self.next_bridge);
        self.tell("BridgeCreate", Classes::CALL, now, bridge_snapshot(&bridge, 0));
        for (channel, count) in [(second, 1), (first, 2)] {
            self.channels[channel].bridge = bridge.clone();
            let fields = bridge_snapshot(&bridge, count).and(self.channels[channel].snapshot());
            let event = Event::new("BridgeEnter", Classes::CALL, self.stamp, now, fields);
            self.tell_event(event);
        }
        self.calls[call].bridge = Some(bridge);
        self.announce(self.channels[second].device, now);
    }

    /// Hangs up a channel, and with it the call.
    pub(in crate::sim) fn hang_up(&mut self, channel: usize, cause: u8, now: u64) {
        self.tell_of("SoftHangupRequest", Classes::CALL, channel, now, Fields::new().shown("Cause", cause));
        let id = &self.channels[channel].uniqueid;
        let of_call = |call: &Call| call.first == *id || call.second.as_ref() == Some(id);
        if let Some(call) = self.calls.iter().position(of_call) {
            self.end(call, cause, Reason::HungUp, now);
        }
    }

    /// Ends a call: its bridge, its channels, and what is waited for.
    fn end(&mut self, call: usize, cause: u8, reason: Reason, now: u64) {
        let Call { originate, report, first, second, bridge, .. } = self.calls.swap_remove(call);
        let legs = [second.as_deref(), Some(first.as_str())].map(|id| id.map(|id| self.place(id)));
        if let Some(bridge) = &bridge {
            for (leg, left) in legs.iter().flatten().zip([1, 0]) {
                let fields = bridge_snapshot(bridge, left).and(self.channels[*leg].snapshot());
                let event = Event::new("BridgeLeave", Classes::CALL, self.stamp, now, fields);
                self.tell_event(event);
            }
            self.tell("BridgeDestroy", Classes::CALL, now, bridge_snapshot(bridge, 0));
        } else if let [Some(second), Some(first)] = legs {
            let status = Fields::new().with("DialStatus", "CANCEL");
            self.tell_dial("DialEnd", Some(first), second, now, status);
        } else if let ([_, Some(first)], Some(_)) = (legs, &report) {
            let status = if reason == Reason::NoAnswer { "NOANSWER" } else { "CANCEL" };
            self.tell_dial("DialEnd", None, first, now, Fields::new().with("DialStatus", status));
        }
        for id in [second.as_deref(), Some(first.as_str())].into_iter().flatten() {
            let channel = self.place(id);
            let fields = Fields::new().shown("Cause", cause).with("Cause-txt", cause_text(cause));
            self.tell_of("Hangup", Classes::CALL, channel, now, fields);
            let device = self.channels.remove(channel).device;
            self.announce(device, now);
        }
        if let Some(report) = report {
            self.report(&originate, report, None, reason, now);
        }
    }

    pub(super) fn new_channel(
        &mut self,
        device: usize,
        number: &[u8],
        linkedid: Option<String>,
        account: &[u8],
        now: u64,
    ) -> usize {
        let uniqueid = format!("{}.{}", self.stamp.clock.seconds(now), self.next_unique);
        let name = format!("{}-{:08x}", self.devices[device].name, self.next_channel);
        self.next_unique += 1;
        self.next_channel = self.next_channel.wrapping_add(1);
        self.channels.push(Channel {
            name,
            device,
            state: ChannelState::Down,
            caller: Party { number: number.to_vec(), name: Vec::new() },
            connected: Party::default(),
            account: account.to_vec(),
            context: b"default".to_vec(),
            exten: b"s".to_vec(),
            priority: 1,
            linkedid: linkedid.unwrap_or_else(|| uniqueid.clone()),
            uniqueid,
            application: Vec::new(),
            data: Vec::new(),
            since: now,
            bridge: String::new(),
        });
        let channel = self.channels.len() - 1;
        self.tell_of("Newchannel", Classes::CALL, channel, now, Fields::new());
        channel
    }

    fn set_state(&mut self, channel: usize, state: ChannelState, now: u64) {
        self.channels[channel].state = state;
        self.tell_of("Newstate", Classes::CALL, channel, now, Fields::new());
    }

    /// A channel runs an application of the dial plan.
    pub(super) fn run(&mut self, channel: usize, application: &[u8], data: &[u8], now: u64) {
        let running = &mut self.channels[channel];
        running.application = application.to_vec();
        running.data = data.to_vec();
        let extension = running.exten.clone();
        let fields = Fields::new().bytes("Extension", &extension);
        let fields = fields.bytes("Application", application).bytes("AppData", data);
        self.tell_of("Newexten", Classes::DIALPLAN, channel, now, fields);
    }

    /// DialBegin and DialEnd: the calling channel, if one calls, and the called
    /// one with a prefix.
    pub(super) fn tell_dial(&mut self, name: &str, from: Option<usize>, to: usize, now: u64, last: Fields<'_>) {
        let from = from.map_or(Fields::new(), |from| self.channels[from].snapshot());
        let fields = from.and(self.channels[to].snapshot().prefixed("Dest")).and(last);
        let event = Event::new(name, Classes::CALL, self.stamp, now, fields);
        self.tell_event(event);
    }

    /// Where the channel of that Uniqueid stands.
    fn place(&self, uniqueid: &str) -> usize {
        let found = self.channels.iter().position(|channel| channel.uniqueid == uniqueid);
        found.expect("a call's channels live as long as the call")
    }
}
