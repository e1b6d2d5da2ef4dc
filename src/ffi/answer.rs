//! Answers to actions
//!
//! Most actions are answered with one response. What the others get, which
//! events make up their list and which one completes it, and what is irregular
//! about it, is told here by the action's number. A session finds the ends of
//! lists by itself; this is for those who match answers on their own, or want
//! to know beforehand what comes.

use super::arguments::{code, put_sized};
use super::name::small;
use super::slice::amiwire_slice;
use crate::Status;
use crate::name::{Action, Answer, AnswerFlags, AnswerShape, Event, answer, ends_list};

/// Shape: one response packet.
pub const AMIWIRE_SHAPE_SINGLE: u32 = 0;
/// Shape: a response, item events, and an event that completes the list.
pub const AMIWIRE_SHAPE_LIST: u32 = 1;
/// Shape: one packet whose lines are text or numbered headers.
pub const AMIWIRE_SHAPE_TEXT: u32 = 2;
/// Shape: the output of a command; amiwire_packet_output() gives its lines.
pub const AMIWIRE_SHAPE_COMMAND: u32 = 3;
/// Shape: nothing but the action's name is known.
pub const AMIWIRE_SHAPE_UNKNOWN: u32 = 4;

/// Flag: the items are not known beforehand; any event that is waiting comes.
pub const AMIWIRE_ANSWER_ANY_ITEMS: u32 = 1 << 0;
/// Flag: items have the name of an event that is broadcast, too. An item
/// carries the ActionID of the list; where none was given, it is the event
/// without a Privilege.
pub const AMIWIRE_ANSWER_BROADCAST_ITEMS: u32 = 1 << 1;
/// Flag: an Error may come after the start, and then no completion comes.
pub const AMIWIRE_ANSWER_ERROR_AFTER_START: u32 = 1 << 2;
/// Flag: an empty list is told as an Error.
pub const AMIWIRE_ANSWER_ERROR_WHEN_EMPTY: u32 = 1 << 3;
/// Flag: the ActionID of an item is its last header, not its second.
pub const AMIWIRE_ANSWER_ID_LAST: u32 = 1 << 4;
/// Flag: two or three responses come for one action.
pub const AMIWIRE_ANSWER_MORE_RESPONSES: u32 = 1 << 5;
/// Flag: neither the response nor the completion has an EventList header; the
/// end is known by the event's name only.
pub const AMIWIRE_ANSWER_NO_EVENT_LIST: u32 = 1 << 6;
/// Flag: the answer comes without a Response packet, from all servers or, with
/// Queues, from stock Asterisk to release 14.
pub const AMIWIRE_ANSWER_NO_RESPONSE: u32 = 1 << 7;
/// Flag: items carry a Privilege although they are no broadcasts.
pub const AMIWIRE_ANSWER_PRIVILEGE: u32 = 1 << 8;
/// Flag: a list only sometimes; a Success without an EventList header is the
/// whole answer.
pub const AMIWIRE_ANSWER_SOMETIMES: u32 = 1 << 9;
/// Flag: the server does nothing else on this connection until it has answered,
/// and that may take long. An Originate with Async does not.
pub const AMIWIRE_ANSWER_BLOCKS: u32 = 1 << 10;

const _: () = {
    let pairs = [
        (AnswerFlags::ANY_ITEMS, AMIWIRE_ANSWER_ANY_ITEMS),
        (AnswerFlags::BROADCAST_ITEMS, AMIWIRE_ANSWER_BROADCAST_ITEMS),
        (AnswerFlags::ERROR_AFTER_START, AMIWIRE_ANSWER_ERROR_AFTER_START),
        (AnswerFlags::ERROR_WHEN_EMPTY, AMIWIRE_ANSWER_ERROR_WHEN_EMPTY),
        (AnswerFlags::ID_LAST, AMIWIRE_ANSWER_ID_LAST),
        (AnswerFlags::MORE_RESPONSES, AMIWIRE_ANSWER_MORE_RESPONSES),
        (AnswerFlags::NO_EVENT_LIST, AMIWIRE_ANSWER_NO_EVENT_LIST),
        (AnswerFlags::NO_RESPONSE, AMIWIRE_ANSWER_NO_RESPONSE),
        (AnswerFlags::PRIVILEGE, AMIWIRE_ANSWER_PRIVILEGE),
        (AnswerFlags::SOMETIMES, AMIWIRE_ANSWER_SOMETIMES),
        (AnswerFlags::BLOCKS, AMIWIRE_ANSWER_BLOCKS),
    ];
    let mut at = 0;
    while at < pairs.len() {
        assert!(pairs[at].0.bits() as u32 == pairs[at].1);
        at += 1;
    }
};

/// What an action is answered with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_answer {
    /// sizeof(amiwire_answer).
    pub struct_size: u32,
    /// The kind of answer: AMIWIRE_SHAPE_.
    pub shape: u32,
    /// What is irregular about it: AMIWIRE_ANSWER_ bits.
    pub flags: u32,
    /// How many events can be items of the list; amiwire_answer_item() tells
    /// which.
    pub items: u32,
    /// The event that completes the list, AMIWIRE_EVENT_. A list without one,
    /// 0, is over with its first item.
    pub completion: u32,
    /// The event that comes some time after the answer and carries the
    /// ActionID once more, AMIWIRE_EVENT_, or 0.
    pub later: u32,
}

const _: () = assert!(size_of::<amiwire_answer>() == 24);

/// What the action with this number is answered with. The part of `*answer`
/// that its struct_size covers is written, but for struct_size itself.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT for 0 and other numbers that no
/// action has, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_STRUCT_SIZE.
///
/// # Safety
/// `answer` is NULL or leads to as many bytes as its struct_size says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_action_answer(action: u32, answer: *mut amiwire_answer) -> i32 {
    let Some(known) = small(action).and_then(Action::from_id) else {
        return Status::BadArgument.code();
    };
    let found = self::answer(known);
    let told = amiwire_answer {
        struct_size: 0,
        shape: found.map_or(AMIWIRE_SHAPE_SINGLE, |answer| shape(answer.shape)),
        flags: found.map_or(0, |answer| answer.flags.bits().into()),
        items: found.map_or(0, |answer| answer.items.len() as u32),
        completion: event(found.and_then(|answer| answer.completion)),
        later: event(found.and_then(|answer| answer.later)),
    };
    // SAFETY: as for this function.
    code(unsafe { put_sized(answer, told) })
}

/// Event number `i`, counted from 0, of those that can be items of the list
/// with which the action with this number is answered, AMIWIRE_EVENT_; 0 behind
/// the last one. A wrong argument gives 0.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_answer_item(action: u32, i: usize) -> u32 {
    let answer = small(action).and_then(Action::from_id).and_then(answer);
    event(answer.and_then(|answer: &Answer| answer.items.get(i).copied()))
}

/// Whether an event that carries the ActionID of an open list ends that list,
/// by its name, which ends in Complete, or by the value of its header
/// EventList: 1 if so, else 0. An empty `event_list` stands for an event that
/// has none. It says nothing of an event without that ActionID: AgentComplete
/// is a broadcast. A wrong argument gives 0.
///
/// # Safety
/// Both slices are whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_ends_list(event_name: amiwire_slice, event_list: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    match unsafe { (event_name.bytes(), event_list.bytes()) } {
        (Ok(name), Ok(list)) => u32::from(ends_list(name, Some(list))),
        _ => 0,
    }
}

fn shape(shape: AnswerShape) -> u32 {
    match shape {
        AnswerShape::Single => AMIWIRE_SHAPE_SINGLE,
        AnswerShape::List => AMIWIRE_SHAPE_LIST,
        AnswerShape::Text => AMIWIRE_SHAPE_TEXT,
        AnswerShape::Command => AMIWIRE_SHAPE_COMMAND,
        AnswerShape::Unknown => AMIWIRE_SHAPE_UNKNOWN,
    }
}

fn event(event: Option<Event>) -> u32 {
    event.map_or(0, |event| event.id().into())
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// What C sees of every action is what the table says.
    #[test]
    fn every_answer_is_told() {
        let mut lists = 0;
        for action in Action::ALL {
            let id = u32::from(action.id());
            let mut told = amiwire_answer { struct_size: 24, shape: 9, flags: 9, items: 9, completion: 9, later: 9 };
            // SAFETY: a whole struct.
            assert_eq!(unsafe { amiwire_action_answer(id, &raw mut told) }, 0);
            let items: Vec<u32> = (0..).map(|i| amiwire_answer_item(id, i)).take_while(|item| *item != 0).collect();
            assert_eq!((told.struct_size, told.items as usize), (24, items.len()));
            match answer(*action) {
                None => assert_eq!((told.shape, told.flags, told.items, told.completion, told.later), (0, 0, 0, 0, 0)),
                Some(answer) => {
                    lists += u32::from(told.shape == AMIWIRE_SHAPE_LIST);
                    assert_eq!(told.shape, shape(answer.shape));
                    assert_eq!(told.flags, u32::from(answer.flags.bits()));
                    assert_eq!((told.completion, told.later), (event(answer.completion), event(answer.later)));
                    assert_eq!(items, answer.items.iter().map(|item| item.id().into()).collect::<Vec<u32>>());
                }
            }
        }
        assert!(lists > 50);
    }
}
