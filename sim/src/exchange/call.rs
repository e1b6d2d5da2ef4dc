//! Calls: from an Originate to the hangup, a step at a time.

use std::format;
use std::time::Duration;

use super::channel::{Channel, Party, bridge_id, bridge_snapshot, cause_text};
use super::originate::{Originate, Reason, Report};
use super::{Exchange, TRUNK};
use crate::config::nanos;
use crate::packet::{Event, Fields};
use crate::rights::Classes;
use amiwire::value::ChannelState;

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
    /// Nothing before somebody hangs up, or the call has lasted long enough.
    Stay,
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
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
        let (number, due) = (self.next_call, now.saturating_add(self.pace));
        let call = Call { originate, report: Some(report), first, second: None, bridge: None, step: Step::Ring, due };
        self.calls.insert(number, call);
        self.steps.insert((due, number));
    }

    /// Lets the calls go on whose time has come.
    pub(crate) fn advance(&mut self, now: u64) {
        while let Some((due, call)) = self.steps.first().copied().filter(|(due, _)| *due <= now) {
            self.steps.pop_first();
            // At its own time, not later: calls go on in order even if the
            // exchange was busy meanwhile.
            self.take_step(call, due);
        }
    }

    /// When [`advance`](Exchange::advance) has something to do.
    pub(crate) fn deadline(&self) -> Option<u64> {
        self.steps.first().map(|(due, _)| *due)
    }

    fn take_step(&mut self, call: u64, now: u64) {
        let first = self.place(&self.calls[&call].first);
        let second = self.calls[&call].second.as_ref().map(|id| self.place(id));
        let next = match self.calls[&call].step {
            Step::Ring => match self.ring(first, now) {
                // Whoever answers later than that answers nobody.
                Step::Answer if self.calls[&call].originate.timeout < self.pace => Step::GiveUp,
                next => next,
            },
            Step::Answer => self.answer(call, first, now),
            Step::GiveUp => return self.end(call, 19, Reason::NoAnswer, now),
            Step::RunApplication => {
                let (application, data) = self.calls[&call].originate.application.clone().unwrap_or_default();
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
            Step::Stay => return self.end(call, 16, Reason::HungUp, now),
        };
        let current = self.call(call);
        let after = match (next, &current.originate.application) {
            (Step::GiveUp, _) => current.originate.timeout,
            (Step::Stay, Some((application, data))) => lasts(application, data).unwrap_or(self.call_limit),
            (Step::Stay, None) => self.call_limit,
            _ => self.pace,
        };
        let due = now.saturating_add(after);
        let current = self.call(call);
        (current.step, current.due) = (next, due);
        self.steps.insert((due, call));
    }

    /// The call of that number.
    fn call(&mut self, number: u64) -> &mut Call {
        self.calls.get_mut(&number).expect("a call has steps only while it lasts")
    }

    /// A channel rings, and is answered or not.
    fn ring(&mut self, channel: usize, now: u64) -> Step {
        let device = self.channels[channel].device;
        self.set_state(channel, ChannelState::Ringing, now);
        self.announce(device, now);
        if self.devices[device].answers { Step::Answer } else { Step::GiveUp }
    }

    fn answer(&mut self, call: u64, channel: usize, now: u64) -> Step {
        self.set_state(channel, ChannelState::Up, now);
        self.tell_dial("DialEnd", None, channel, now, Fields::new().with("DialStatus", "ANSWER"));
        self.announce(self.channels[channel].device, now);
        let originate = self.calls[&call].originate.clone();
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
        if let Some(report) = self.call(call).report.take() {
            self.report(&originate, report, Some(channel), Reason::Answered, now);
        }
        next
    }

    /// The originated channel dials the extension.
    fn dial(&mut self, call: u64, first: usize, now: u64) -> Step {
        let Originate { context, exten, account, .. } = self.calls[&call].originate.clone();
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
        let uniqueid = self.channels[second].uniqueid.clone();
        self.call(call).second = Some(uniqueid);
        Step::RingOther
    }

    fn answer_other(&mut self, call: u64, first: usize, second: usize, now: u64) {
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
        self.call(call).bridge = Some(bridge);
        self.announce(self.channels[second].device, now);
    }

    /// Hangs up a channel, and with it the call.
    pub(crate) fn hang_up(&mut self, channel: usize, cause: u8, now: u64) {
        self.tell_of("SoftHangupRequest", Classes::CALL, channel, now, Fields::new().shown("Cause", cause));
        let id = &self.channels[channel].uniqueid;
        let of_call = |call: &Call| call.first == *id || call.second.as_ref() == Some(id);
        // Most are hung up soon.
        if let Some(call) = self.calls.iter().rev().find(|(_, call)| of_call(call)).map(|(number, _)| *number) {
            self.end(call, cause, Reason::HungUp, now);
        }
    }

    /// Ends a call: its bridge, its channels, and what is waited for.
    fn end(&mut self, call: u64, cause: u8, reason: Reason, now: u64) {
        let Some(ended) = self.calls.remove(&call) else { return };
        self.steps.remove(&(ended.due, call));
        let Call { originate, report, first, second, bridge, .. } = ended;
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
            let Channel { device, state, .. } = self.channels.remove(channel);
            self.devices[device].counts(state, |count| count - 1);
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
        let Channel { device, state: before, .. } = self.channels[channel];
        self.devices[device].counts(before, |count| count - 1);
        self.devices[device].counts(state, |count| count + 1);
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
        let found = self.channels.iter().rposition(|channel| channel.uniqueid == uniqueid);
        found.expect("a call's channels live as long as the call")
    }
}

/// How long an application runs that ends by itself, in nanoseconds.
fn lasts(application: &[u8], data: &[u8]) -> Option<u64> {
    if application.eq_ignore_ascii_case(b"Hangup") {
        return Some(0);
    }
    let seconds =
        application.eq_ignore_ascii_case(b"Wait").then(|| std::str::from_utf8(data).ok()?.trim().parse().ok());
    seconds.flatten().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map(nanos)
}
