//! Packets without an ActionID: whose they are, and that finding it out costs the
//! same however many actions wait for one.

use super::*;
use crate::name::Action;
use crate::session::lists::Declared;
use crate::session::slots::{LOOSE, New, Stage, Table};
use crate::work::done;

/// A session with so many places, all taken by actions of these names in turn,
/// and those with a true brought to an open list.
fn busy(slots: usize, actions: &[(&str, bool)]) -> TestSession {
    let session = Session::new(vec![Slot::FREE; slots], vec![0; 4096], OPTIONS, 0);
    let mut session = known(session);
    log_in(&mut session, "2.7.0", 0);
    for tag in 0..slots as u64 {
        let (name, open) = actions[tag as usize % actions.len()];
        session.submit(tag, name.as_bytes(), [], 0).unwrap();
        queued(&mut session);
        if open {
            let start = format!("Response: Success\r\n{}EventList: start\r\n\r\n", line(tag));
            assert_eq!(one(&mut session, &start, 0), what(What::ListStart, tag, false));
        }
    }
    session
}

#[test]
fn a_packet_without_an_action_id_costs_the_same_with_many_in_flight() {
    let worlds: [&[(&str, bool)]; 5] = [
        &[("IAXnetstats", false)],
        &[("Queues", false)],
        &[("Queues", true), ("DataGet", true), ("Ping", false)],
        &[("WaitEvent", true), ("Queues", true)],
        &[("Ping", false), ("SKINNYshowline", false), ("WaitEvent", false), ("Queues", false), ("Queues", true)],
    ];
    let packets = [
        "Event: Newchannel\r\nPrivilege: call,all\r\n\r\n",
        "Event: PeerStatus\r\nPeer: 1\r\n\r\n",
        "Event: QueueStatus\r\nQueue: 1\r\n\r\n",
        "Event: DataGet Tree\r\n\r\n",
        "Event: QueuesComplete\r\nEventList: Complete\r\n\r\n",
        "Event: WaitEventComplete\r\n\r\n",
        "Response: Success\r\nEventList: start\r\n\r\n",
        "Response: Error\r\n\r\n",
        "a text\r\n\r\n",
    ];
    for world in worlds {
        for packet in packets {
            let looked_at = [16, 8192].map(|slots| {
                let mut session = busy(slots, world);
                (0..8).map(|_| done(|| one(&mut session, packet, 0)).1.slots).max().unwrap_or_default()
            });
            // To end an action takes its time limit from a heap: two looks at each
            // of four neighbours in each of 13 rows.
            assert!(looked_at[1] <= 24 + 8 * 13, "{world:?} {packet:?}: {looked_at:?}");
        }
    }
}

#[test]
fn more_than_that_would_be_seen() {
    // The control: to go through all places, as was done once.
    let session = busy(8192, &[("IAXnetstats", false)]);
    let every = || (1..=8192).filter(|link| slots::at(&session.slots, *link).is_some()).count();
    assert!(done(every).1.slots > 24 + 8 * 13);
}

/// The lists, against a plain model: actions in the order in which they came to
/// wait for what they wait for.
#[test]
fn those_that_wait_are_found_in_their_order() {
    let mut random = super::many::Random(11);
    let mut slots = vec![Slot::FREE; 29];
    let mut table = Table::new(&mut slots);
    // Tag, action, stage, in the order of submission; and in that of the lists.
    let mut all: Vec<(u64, Action, Stage)> = Vec::new();
    let mut lists: Vec<u64> = Vec::new();
    let actions = [Action::Queues, Action::DataGet, Action::IAXnetstats, Action::WaitEvent];
    for step in 0..40_000u64 {
        let link = |table: &Table, slots: &[Slot], tag| table.find(slots, tag).unwrap();
        match random.below(4) {
            0 if all.len() < slots.len() => {
                let action = actions[random.below(4) as usize];
                let stage = if action == Action::WaitEvent { Stage::Sent } else { Stage::Quiet };
                let new =
                    New { tag: step, action: Some(action), stage, marks: LOOSE, declared: Declared::NONE, end: step };
                let link = table.insert(&mut slots, &new);
                table.arm(&mut slots, link, random.below(100));
                all.push((step, action, stage));
            }
            1 if !all.is_empty() => {
                let (tag, ..) = all.remove(random.below(all.len() as u64) as usize);
                lists.retain(|open| *open != tag);
                let link = link(&table, &slots, tag);
                assert_eq!(table.remove(&mut slots, link), tag);
            }
            2 if !all.is_empty() => {
                let pick = random.below(all.len() as u64) as usize;
                let (tag, action, stage) = &mut all[pick];
                if *action != Action::IAXnetstats && *stage != Stage::List {
                    *stage = Stage::List;
                    lists.push(*tag);
                    let link = link(&table, &slots, *tag);
                    table.set_stage(&mut slots, link, Stage::List);
                }
            }
            _ => {
                let first = all.iter_mut().find(|(_, _, stage)| matches!(stage, Stage::Quiet | Stage::Text));
                let found = table.first_with_text();
                assert_eq!(found.map(|link| slots::at(&slots, link).unwrap().tag), first.as_ref().map(|one| one.0));
                if let (Some(link), Some(first)) = (found, first) {
                    table.set_stage(&mut slots, link, Stage::Text);
                    first.2 = Stage::Text;
                }
            }
        }
        let tag = |link: Option<slots::Link>| link.map(|link| slots::at(&slots, link).unwrap().tag);
        let open =
            |action: Action| lists.iter().copied().find(|tag| all.iter().any(|it| it.0 == *tag && it.1 == action));
        assert_eq!(tag(table.first_with_any_items()), open(Action::WaitEvent));
        assert_eq!(table.used(), all.len());
    }
}
