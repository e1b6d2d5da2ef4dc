//! What a caller does with a session and its reader.

use amiwire::name::Class;
use amiwire::packet::Piece;
use amiwire::reader::BANNERS;
use amiwire::session::server::is_true;
use amiwire::session::{ActionOptions, List, Phase};
use amiwire::{Kind, Status};
use arbitrary::{Result, Unstructured};

use super::peer;
use super::world::{By, World};

/// Whether an action is an Originate that does not wait for its end.
pub fn asks_for_nothing_else(name: &[u8], fields: &[(&[u8], &[u8])]) -> bool {
    let first = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(b"Async"));
    name.eq_ignore_ascii_case(b"Originate") && first.is_some_and(|(_, value)| is_true(value))
}

/// An action with all that can be said of one.
pub fn submit_as(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    const NAMES: &[&[u8]] = &[
        b"Command",
        b"QueueStatus",
        b"Originate",
        b"WaitEvent",
        b"Events",
        b"Queues",
        b"KSendSMS",
        b"DBGet",
        b"Getvar",
        b"Ping",
        b"FAXSession",
        b"Agents",
        b"IAXpeers",
        b"Logoff",
        b"SIPpeers",
    ];
    const FIELDS: &[(&[u8], &[u8])] = &[
        (b"Command", b"core show help"),
        (b"Async", b" yes"),
        (b"async", b"no"),
        (b"EventMask", b"off"),
        (b"EventMask", b"call"),
        (b"EventMask", b""),
        (b"Variable", b"A=1"),
        (b"actionid", b"1"),
    ];
    const ENDS: &[&[u8]] =
        &[b"", b"KEnd", b"QueueParams", b"PeerlistComplete", b" KEnd", b"K:End", b"K\x7fEnd", &[b'x'; 80], &[b'x'; 81]];
    let tag = input.int_in_range(0..=5u64)?;
    let (name, field) = (*input.choose(NAMES)?, *input.choose(FIELDS)?);
    let flags: u8 = input.arbitrary()?;
    let list =
        if flags & 1 != 0 { Some(List { items: b"QueueMember", completion: input.choose(ENDS)? }) } else { None };
    let options = ActionOptions {
        limit: [None, Some(0), Some(7), Some(60)][usize::from(flags >> 1 & 3)],
        no_originate_response: flags & 8 != 0,
        blocks: flags & 16 != 0,
        list,
    };
    world.submit(tag, name, &[field][usize::from(flags & 32 != 0)..], &options);
    Ok(())
}

/// A mask as somebody may write one.
pub fn mask(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    const ITEMS: &[&str] = &[
        "call",
        " Call",
        "cdr ",
        "cc",
        "cel",
        "agi",
        "agent",
        "aoc",
        "all",
        "on",
        "OFF",
        "off",
        "none",
        "1",
        "",
        "c",
        "smscommand",
        "system",
        "verbose,log,command,agent,user,config,dtmf,reporting,originate",
        "security,test,dialplan,hookresponse",
        "no",
        "x y",
    ];
    let mut items = Vec::new();
    for _ in 0..input.int_in_range(0..=4)? {
        items.push(*input.choose(ITEMS)?);
    }
    Ok(items.join(",").into())
}

/// The classes that are meant by a mask; none where that cannot be told of it.
fn meant(mask: &[u8], other_classes: bool) -> Option<u32> {
    let mask = std::str::from_utf8(mask).ok()?.to_ascii_lowercase();
    match mask.trim() {
        "on" | "all" => return Some(i32::MAX as u32),
        "off" => return Some(0),
        _ if other_classes => return None,
        _ => {}
    }
    let class = |item: &str| Class::ALL.iter().find(|class| class.name() == item.trim()).map(|class| class.bit());
    mask.split(',').map(class).try_fold(0, |bits, class| Some(bits | class?))
}

/// A mask is taken if it means something, and refused if it does not.
fn judged(mask: &[u8], other_classes: bool, refused: bool) {
    let (meant, kept) = (meant(mask, other_classes), mask.iter().filter(|byte| **byte != b' ').count() <= 128);
    assert!(
        if refused { meant.is_none() || !kept } else { meant.is_some() || other_classes },
        "{}",
        mask.escape_ascii()
    );
}

pub fn set_events(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let (mask, phase, other) = (mask(input)?, world.session.phase(), world.options.other_classes);
    match world.session.set_events(&mask) {
        Ok(()) => {
            assert_eq!(phase, Phase::LoggedIn);
            judged(&mask, other, false);
            world.masks.push_back(meant(&mask, other));
            world.asks("events");
        }
        Err(error) if phase != Phase::LoggedIn => assert_eq!(error.status, Status::NotLoggedIn),
        Err(error) if error.status == Status::BadArgument => {
            judged(&mask, other, true);
            assert!(error.offset + error.size <= mask.len() as u64, "{error:?}");
        }
        Err(error) => assert_eq!(error.status, Status::OutQueueFull),
    }
    Ok(())
}

/// A login in each of its forms, or a challenge.
pub fn log_in(world: &mut World, how: u8, events: Option<&[u8]>) {
    let phase = world.session.phase();
    let session = &mut world.session;
    let (done, name, may, after) = match how {
        0 => {
            let may = matches!(phase, Phase::Greeted | Phase::Challenged);
            (session.login(b"user", b"secret", events), "login", may, Phase::LoggingIn)
        }
        1 => (session.challenge(), "challenge", phase == Phase::Greeted, Phase::Challenging),
        // Without a mask of this call it is that of last.
        _ => (session.login_md5(b"user", b"secret", None), "login", phase == Phase::Challenged, Phase::LoggingIn),
    };
    match done {
        Ok(()) => {
            assert!(may);
            if how == 0
                && let Some(mask) = events
            {
                judged(mask, world.options.other_classes, false);
            }
            world.asks(name);
            assert_eq!(world.session.phase(), after);
        }
        Err(error) => {
            assert_eq!(error.status == Status::BadState, !may);
            assert!(!may || matches!(error.status, Status::BadArgument | Status::OutQueueFull), "{error:?}");
            assert_eq!(world.session.phase(), phase);
        }
    }
}

/// A Ping, or the logoff.
pub fn ask_of_its_own(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let (phase, logoff) = (world.session.phase(), input.ratio(1, 4)?);
    let (done, name) = match logoff {
        true => (world.session.logoff(), "logoff"),
        false => (world.session.ping(), "ping"),
    };
    match done {
        Ok(()) => {
            assert_eq!(phase, Phase::LoggedIn);
            world.asks(name);
            assert_eq!(world.session.phase(), if logoff { Phase::Closing } else { phase });
        }
        Err(error) if phase != Phase::LoggedIn => assert_eq!(error.status, Status::NotLoggedIn),
        Err(error) => assert_eq!(error.status, Status::OutQueueFull),
    }
    Ok(())
}

/// Bytes of the peer go into the reader in pieces, and what it finds to the session.
pub fn receive(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let mut bytes = peer::packet(&world.ids, input)?;
    if input.ratio(1, 3)? {
        // Larger than some readers.
        let (at, line) = (input.int_in_range(0..=bytes.len() - 1)?, 40 * input.int_in_range(0..=8usize)?);
        let at = at + bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or_default() + 1;
        let line = [&b"X: "[..], &b"ab\n".repeat(line / 3), b"\r\n"].concat();
        bytes.splice(at.min(bytes.len() - 2)..at.min(bytes.len() - 2), line);
    }
    if input.ratio(1, 3)? {
        bytes.extend(peer::packet(&world.ids, input)?);
    }
    let piece = input.int_in_range(1..=250usize)?;
    feed(world, &bytes, piece);
    Ok(())
}

pub fn greet(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    const LINES: &[&str] = &[
        "Asterisk Call Manager/2.7.0",
        "Asterisk Call Manager/1.1",
        "Asterisk Call Manager/5.0.1",
        "PBX Call Manager/9.0.0",
        "Asterisk Call Manager Proxy/1.30.0",
        "Some PBX/1.0",
        "Some PBX/x",
        "HTTP/1.1 400",
        "220 mail.example ESMTP/1.0",
        "Event: x/1",
        "Asterisk Call Manager/1.0",
    ];
    let (line, piece) = (*input.choose(LINES)?, input.int_in_range(1..=40usize)?);
    let first = world.session.phase() == Phase::Greeting && world.received() == 0;
    feed(world, format!("{line}\r\n").as_bytes(), piece);
    if first {
        let known = BANNERS.iter().any(|name| line.as_bytes().starts_with(name));
        let greets = known || world.any_banner && line == "Some PBX/1.0";
        let version = line.rsplit_once('/').filter(|_| greets).map_or("", |(_, version)| version);
        assert_eq!(world.session.version(), version.as_bytes());
        assert_eq!(world.session.phase(), if greets { Phase::Greeted } else { Phase::Greeting });
    }
    Ok(())
}

/// What a client's loop does with bytes.
fn feed(world: &mut World, bytes: &[u8], piece: usize) {
    for mut piece in bytes.chunks(piece) {
        while !piece.is_empty() {
            let reader = world.reader.as_mut().unwrap();
            let fed = reader.feed(piece);
            assert!(fed > 0, "the reader takes nothing more");
            piece = &piece[fed..];
            world.clock = world.clock.max(world.now);
            if let Err(error) = world.session.heard(reader, world.now) {
                assert_eq!((error.status, world.session.phase()), (Status::BadBanner, Phase::Greeting));
            }
            while take(world) {}
        }
    }
}

/// Takes one packet, or one refusal.
fn take(world: &mut World) -> bool {
    let mut reader = world.reader.take().unwrap();
    world.session.announce(&mut reader);
    let more = match reader.next() {
        Ok(Some(packet)) => {
            let begins = matches!(packet.piece(), Piece::Whole | Piece::First);
            if packet.kind() == Kind::Response && packet.body().is_some() && begins {
                let awaited = match packet.action_id() {
                    Some(id) => world.ids.values().any(|own| own.as_bytes() == id && own.len() == 34),
                    None => world.options.answers_without_id || !world.echoed || packet.offset() < world.beside,
                };
                assert!(awaited, "a text that anybody can have written: {packet:?}");
            }
            world.handle(&packet);
            true
        }
        Ok(None) => false,
        Err(error) => {
            world.clock = world.clock.max(world.now);
            if let Some(outcome) = world.session.refused(&reader, &error, world.now) {
                world.comes(outcome, By::Refusal);
            }
            true
        }
    };
    world.reader = Some(reader);
    more
}
