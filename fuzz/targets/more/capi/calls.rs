//! The calls of a session that is kept up to date by its reader: what an event loop
//! of a caller's own does. What a status says of the session must be so.

use std::ptr::{null, null_mut};

use amiwire::ffi::awaited::*;
use amiwire::ffi::framing::*;
use amiwire::ffi::outcome::*;
use amiwire::ffi::packet::*;
use amiwire::ffi::packet_header::amiwire_packet_title;
use amiwire::ffi::reader::*;
use amiwire::ffi::session::*;
use amiwire::ffi::session_time::*;
use amiwire::ffi::slice::*;
use arbitrary::{Result, Unstructured};

use super::{NONE, Rooms, World, known, look, maybe, text};

const NO_OUTCOME: amiwire_outcome = amiwire_outcome { tag: 0, what: 0, last: 0, status: 0, reserved: 0 };

/// Any of these calls.
///
/// # Safety
/// What `world` has was made in `rooms`, or is NULL.
pub(super) unsafe fn call(world: &mut World, input: &mut Unstructured<'_>, rooms: &mut Rooms) -> Result<()> {
    let (session, reader) = (world.session, world.reader);
    let now = input.arbitrary::<u8>()?.into();
    // SAFETY: as for this function; all else is here, or NULL.
    unsafe {
        let before = amiwire_session_in_flight(session);
        let mut outcome = NO_OUTCOME;
        // How many actions more there are afterwards, if the call changed that.
        let more = match input.int_in_range(0..=11)? {
            0 => isize::from(submit(world, input, now)? == 0),
            1 => {
                let mut mask = Vec::new();
                if known(amiwire_session_set_events(session, text(input, &mut mask)?)) == 0 {
                    assert_eq!(amiwire_session_phase(session), AMIWIRE_PHASE_LOGGED_IN);
                }
                0
            }
            2 => -isize::from(known(amiwire_session_give_up(session, input.int_in_range(0..=9)?)) == 0),
            3 => {
                if known(amiwire_session_logoff(session)) == 0 {
                    assert_eq!(amiwire_session_phase(session), AMIWIRE_PHASE_CLOSING);
                }
                0
            }
            4 => {
                // They may end what was read.
                world.packet = None;
                if known(amiwire_session_heard(session, reader, now)) == amiwire::Status::BadBanner.code() {
                    assert_eq!(amiwire_session_phase(session), AMIWIRE_PHASE_GREETING);
                }
                known(amiwire_session_announce(session, reader));
                0
            }
            5 => {
                let place = maybe(input, &mut outcome)?;
                let told = known(amiwire_session_refused(session, reader, now, place)) == 0;
                assert!(
                    !told
                        || matches!(
                            outcome.what,
                            AMIWIRE_WHAT_TOO_LARGE | AMIWIRE_WHAT_EXTRA | AMIWIRE_WHAT_TEXT_END | AMIWIRE_WHAT_LIST_END
                        )
                );
                -isize::from(told && outcome.last != 0)
            }
            6 => {
                let mut id = Vec::new();
                let id = text(input, &mut id)?;
                world.packet = None;
                known(match input.int_in_range(0..=2)? {
                    0 => amiwire_reader_announce(reader, id),
                    1 => amiwire_reader_announce_without_id(reader),
                    _ => amiwire_reader_withdraw(reader, id),
                });
                0
            }
            7 => {
                let mut bytes = NONE;
                if known(amiwire_session_cut(session, now)) == 0 {
                    assert_eq!(amiwire_session_phase(session), AMIWIRE_PHASE_DOWN);
                    assert_ne!(amiwire_session_transmit(session, &mut bytes), 0, "something is to be sent nowhere");
                    let mut told = 0;
                    while amiwire_session_handle_timeout(session, now, &mut outcome) == 0 && outcome.last != 0 {
                        assert!(matches!(outcome.what, AMIWIRE_WHAT_UNKNOWN | AMIWIRE_WHAT_UNSENT));
                        told += 1;
                    }
                    assert_eq!(told, before);
                    -(told as isize)
                } else {
                    0
                }
            }
            8 => {
                if known(amiwire_session_connected(session, now)) == 0 {
                    assert_eq!(amiwire_session_phase(session), AMIWIRE_PHASE_GREETING);
                    world.packet = None;
                    known(amiwire_reader_reset(reader));
                }
                amiwire_session_fully_booted(session);
                0
            }
            9 => {
                // The actions of another one than before.
                open(world, input, rooms)?;
                return Ok(());
            }
            10 => {
                frames(world, input)?;
                0
            }
            _ => {
                log_in(world);
                0
            }
        };
        assert_eq!(amiwire_session_in_flight(session), before.wrapping_add_signed(more));
    }
    Ok(())
}

/// An action with all that can be said of one.
unsafe fn submit(world: &World, input: &mut Unstructured<'_>, now: u64) -> Result<i32> {
    let mut words: [Vec<u8>; 5] = Default::default();
    let [a, b, c, d, e] = &mut words;
    let (a, b, c) = (text(input, a)?, text(input, b)?, text(input, c)?);
    let fields = [amiwire_field { name: b, value: c, value_len: 0 }];
    let flags: u8 = input.arbitrary()?;
    let size = size_of::<amiwire_action_options>() as u32;
    let mut options = amiwire_action_options {
        struct_size: if flags & 1 != 0 { input.int_in_range(0..=size)? } else { size },
        no_originate_response: u32::from(flags >> 1 & 1),
        limit: [0, 1, 60, u64::MAX][usize::from(flags >> 2 & 3)],
        blocks: u32::from(flags >> 4 & 1),
        reserved: 0,
        list_completion: if flags & 32 != 0 { text(input, d)? } else { null() },
        list_items: if flags & 64 != 0 { text(input, e)? } else { null() },
    };
    let (mut refused, tag) = (0, input.int_in_range(0..=9)?);
    // SAFETY: the session is NULL or was made, and all else is here.
    unsafe {
        let (options, refused) = (maybe(input, &mut options)?, maybe(input, &mut refused)?);
        Ok(known(amiwire_session_submit_as(
            world.session,
            tag,
            a,
            fields.as_ptr(),
            fields.len(),
            options,
            now,
            refused,
        )))
    }
}

/// A session or a reader with options.
unsafe fn open(world: &mut World, input: &mut Unstructured<'_>, rooms: &mut Rooms) -> Result<()> {
    let [flags, size]: [u8; 2] = input.arbitrary()?;
    let is = |bit: u8| u32::from(flags >> bit & 1);
    // SAFETY: memory of the sizes that are said, nobody else's; integers, for which
    // all zeroes are valid.
    unsafe {
        if flags & 1 != 0 {
            let mut options: amiwire_session_options = std::mem::zeroed();
            options.struct_size = if size < 200 { size_of_val(&options) as u32 } else { u32::from(size - 200) * 2 };
            options.one_at_a_time = is(1);
            options.no_originate_response = is(2);
            options.answers_without_id = is(3);
            options.other_classes = is(4);
            (options.ping_after, options.dead_after) = (20 * u64::from(is(5)), 10 * u64::from(is(6)));
            (options.reconnect_first, options.reconnect_attempts) = (30 * u64::from(is(7)), is(6));
            options.login_limit = if is(5) != 0 { u64::MAX } else { 0 };
            world.session = null_mut();
            let (memory, slots, queue) = (&mut rooms.session.0, &mut rooms.slots, &mut rooms.queue);
            known(amiwire_session_init(
                memory.as_mut_ptr().cast(),
                memory.len(),
                slots.as_mut_ptr(),
                slots.len(),
                queue.as_mut_ptr(),
                queue.len(),
                &options,
                0,
                &mut world.session,
            ));
        } else {
            let mut options: amiwire_reader_options = std::mem::zeroed();
            options.struct_size = if size < 200 { size_of_val(&options) as u32 } else { u32::from(size - 200) };
            (options.text_in_pieces, options.separate_glued, options.any_banner) = (is(1), is(2), is(3));
            options.text = u32::from(flags >> 4 & 3);
            options.max_text_bytes = 90 * is(6);
            options.max_packet_bytes = 120 * is(7);
            world.packet = None;
            world.reader = null_mut();
            let (memory, storage, index) = (&mut rooms.reader.0, &mut rooms.storage, &mut rooms.index);
            known(amiwire_reader_init(
                memory.as_mut_ptr().cast(),
                memory.len(),
                storage.as_mut_ptr(),
                storage.len(),
                index.as_mut_ptr(),
                index.len(),
                &options,
                &mut world.reader,
            ));
        }
    }
    Ok(())
}

/// Packets without an index, and one that is made for the packet in hand; what a
/// greeting says.
unsafe fn frames(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let mut index = [0; 24];
    let room = input.int_in_range(0..=index.len())?;
    let packet = world.packet.as_ref().map_or(null(), |packet| packet as *const amiwire_packet);
    // SAFETY: the packet is NULL or good, and all else is here.
    unsafe {
        let mut indexed: amiwire_packet = std::mem::zeroed();
        let place = maybe(input, &mut indexed)?;
        if known(amiwire_packet_index(packet, index.as_mut_ptr(), room, place)) >= 0
            && !place.is_null()
            && !packet.is_null()
        {
            assert!(indexed.indexed as usize <= room / 2 && indexed.indexed <= indexed.headers);
            look(amiwire_packet_raw(&indexed));
            look(amiwire_packet_title(&indexed));
        }
        let (mut name, mut version, mut proxy) = (NONE, NONE, 0);
        let (name_place, version_place) = (maybe(input, &mut name)?, maybe(input, &mut version)?);
        if known(amiwire_packet_greeting(packet, name_place, version_place, maybe(input, &mut proxy)?)) == 0 {
            look(name);
            look(version);
        }
        world.packet = None;
        known(amiwire_reader_set_framing(world.reader, input.int_in_range(0..=1)?));
    }
    Ok(())
}

/// The way to a login: any other one is long for who knows no ActionID.
unsafe fn log_in(world: &mut World) {
    world.packet = None;
    // SAFETY: both are NULL or were made; texts end in NUL.
    unsafe {
        for said in [&b"Asterisk Call Manager/1.1\r\n"[..], b"Response: Success\r\n\r\n"] {
            let (mut space, mut room) = (null_mut(), 0);
            if amiwire_reader_space(world.reader, &mut space, &mut room) != 0 || room < said.len() {
                return;
            }
            std::ptr::copy_nonoverlapping(said.as_ptr(), space, said.len());
            known(amiwire_reader_commit(world.reader, said.len()));
            let (mut packet, mut outcome) = (std::mem::zeroed(), NO_OUTCOME);
            if known(amiwire_reader_next(world.reader, &mut packet)) != 0
                || known(amiwire_session_handle(world.session, &packet, 0, &mut outcome)) != 0
            {
                return;
            }
            known(amiwire_session_login(world.session, c"user".as_ptr(), c"secret".as_ptr(), null()));
        }
    }
}
