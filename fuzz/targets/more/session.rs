//! Any calls, packets and times, against a plain model of what is in flight.
//!
//! New operations, titles and headers stand behind those that there were: kept
//! inputs mean what they meant.

mod deed;
mod peer;
mod world;

use amiwire::parse::{Lines, Resume, parse};
use amiwire::reader::{self, Reader, TextMode};
use amiwire::session::{ActionOptions, Options, Reconnect, Session, Slot};
use arbitrary::{Result, Unstructured};
use world::World;

const SLOTS: usize = 4;
const QUEUE: usize = 512;

/// One operation.
fn step(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    if input.ratio(1, 4)? {
        // Forwards, and now and then backwards, where it stands still.
        let by = input.int_in_range(0..=40u64)?;
        world.now = if input.ratio(1, 8)? { world.now.saturating_sub(by) } else { world.now.saturating_add(by) };
    }
    match input.int_in_range(0..=23)? {
        0..=2 => {
            let tag = input.int_in_range(0..=5u64)?;
            let name: &[u8] = input.choose(&[&b"Ping"[..], b"SIPpeers", b"Originate", b"Bad\r\n", b""])?;
            let field: (&[u8], &[u8]) = *input.choose(&[
                (&b"Async"[..], &b"true"[..]),
                (b"Channel", b"PJSIP/1"),
                (b"ActionID", b"1"),
                (b"A:", b""),
            ])?;
            let fields = [field, (b"Data", &[b'x'; 200][..input.int_in_range(0..=200)?])];
            world.submit(tag, name, &fields, &ActionOptions::default());
        }
        3..=5 => {
            let bytes = peer::packet(&world.ids, input)?;
            let mut index = [0; 32];
            let parsed = parse(&bytes, &mut Resume::new(Lines::Wire), &mut index).unwrap().unwrap();
            world.handle_beside(&parsed.packet);
        }
        6 => world.let_time_pass(),
        7 => {
            let n = input.int_in_range(0..=QUEUE)?;
            world.send(n);
        }
        8 => {
            let how = input.int_in_range(0..=2)?;
            deed::log_in(world, how, Some(b"on"));
        }
        9 => {
            let mut storage = [0; 256];
            let mut index = [0; 16];
            let mut reader = Reader::new(&mut storage[..], &mut index[..], reader::Options::CLIENT).unwrap();
            reader.feed(b"Asterisk Call Manager/2.7.0\r\n");
            world.handle_beside(&reader.next().unwrap().unwrap());
        }
        10..=12 => deed::submit_as(world, input)?,
        13..=15 => deed::receive(world, input)?,
        16 => deed::greet(world, input)?,
        17 => deed::set_events(world, input)?,
        18 => {
            let mask = deed::mask(input)?;
            let how = input.int_in_range(0..=2)?;
            deed::log_in(world, how, Some(&mask).filter(|mask| !mask.is_empty()).map(Vec::as_slice));
        }
        19 => {
            let tag = input.int_in_range(0..=5u64)?;
            let was = world.flying.remove(&tag).is_some();
            assert_eq!(world.session.give_up(tag), was, "tag {tag}");
        }
        20 => deed::ask_of_its_own(world, input)?,
        21 => {
            world.session.cut(world.now);
            world.is_cut();
        }
        22 => world.connect(),
        _ => {
            // To the next time limit, and not beyond it.
            if let Some(deadline) = world.session.deadline().filter(|deadline| *deadline < u64::MAX / 2) {
                world.now = world.now.max(deadline);
                world.let_time_pass();
            }
        }
    }
    world.holds();
    Ok(())
}

/// Four bytes say how the session is made, and the reader; zeroes of those that
/// there were before.
fn begin(input: &mut Unstructured<'_>) -> Result<World> {
    let [flags, times, memory, reading]: [u8; 4] = input.arbitrary()?;
    let is = |bit: u8| flags & 1 << bit != 0;
    let time = |shift: u8, of: [u64; 4]| of[usize::from(times >> shift & 3)];
    let options = Options {
        // Without a time limit of the login, which would be a cut.
        login: time(0, [0, 30, 200, 1000]),
        action: 100,
        ping: time(2, [0, 20, 50, 150]),
        dead: time(4, [0, 10, 60, 200]),
        one_at_a_time: is(0),
        seed: 0,
        reconnect: Reconnect { first: time(6, [0, 10, 40, 90]), most: 80, attempts: u32::from(flags >> 5 & 3) },
        no_originate_response: is(1),
        answers_without_id: is(2),
        other_classes: is(3),
    };
    let reading = reader::Options {
        text_in_pieces: reading & 1 != 0,
        separate_glued: reading & 2 == 0,
        text: TextMode::Announced,
        text_bytes: if reading & 4 != 0 { 400 } else { u32::MAX },
        any_banner: is(4),
        ..reader::Options::CLIENT
    };
    let (storage, index) = (160 + 4 * usize::from(memory & 0xf), 16 + 4 * usize::from(memory >> 4));
    let reader = Reader::new(vec![0; storage], vec![0; index], reading).unwrap();
    let session = Session::new(vec![Slot::FREE; SLOTS], vec![0; QUEUE], options, 0);
    Ok(World::new(session, options, reader, reading.any_banner))
}

pub fn run(input: &[u8]) {
    let mut input = Unstructured::new(input);
    let Ok(mut world) = begin(&mut input) else { return };
    while !input.is_empty() && step(&mut world, &mut input).is_ok() {}
    world.ends();
}
