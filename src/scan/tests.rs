//! Every kernel finds what `scalar` finds.

extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;

/// By one kernel; by `scalar` without the parts that all others have in common.
fn scan_by(kernel: Kernel, bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    match kernel {
        Kernel::Scalar => scalar::scan(bytes, filled, state, out),
        // SAFETY: the kernel is available.
        _ => unsafe {
            if !batch::ahead(table(kernel), bytes, filled, state, out) {
                batch::scan(table(kernel), bytes, filled, state, out);
            }
        },
    }
}

/// The functions of every kernel that this machine can run, and those by which a
/// process begins, which choose one.
fn tables() -> Vec<(&'static str, &'static Table)> {
    let available = Kernel::ALL.iter().filter(|kernel| kernel.is_available());
    available.map(|&kernel| (kernel.name(), table(kernel))).chain([("the choice", &CHOICE)]).collect()
}

/// What a scan found, with the step's care taken out: care by the byte
/// (scalar) implies care by the step, not the other way round.
#[derive(Debug, PartialEq)]
struct Findings {
    names: Vec<u32>,
    ends: Vec<u32>,
    marks: Vec<u32>,
    state: State,
}

fn run(kernel: Kernel, bytes: &[u8], pieces: &[usize], typed: bool, repair: bool) -> (Findings, Vec<bool>) {
    let mut names = vec![0; bytes.len() + 1];
    let mut ends = vec![0; bytes.len() + 1];
    let mut marks = vec![0; bytes.len() + 1];
    let mut state = State::new(typed, repair);
    let mut to = 0;
    let mut pieces = pieces.iter().cycle();
    while to < bytes.len() {
        to = (to + pieces.next().unwrap()).min(bytes.len());
        // An exact copy, so that a read beyond the end is a read outside of it.
        let given = bytes[..to].to_vec();
        let mut out = Output {
            names: &mut names,
            ends: &mut ends,
            marks: &mut marks,
            start: 0,
            stop_at_mark: false,
            leave_rest: false,
        };
        scan_by(kernel, &given, to, &mut state, &mut out);
        assert_eq!(state.position as usize, to, "{kernel:?} stops before the end");
    }
    names.truncate(state.names as usize);
    ends.truncate(state.ends as usize);
    marks.truncate(state.marks as usize);
    let care = marks.iter().map(|mark| mark & CARE != 0).collect();
    marks.iter_mut().for_each(|mark| *mark &= !CARE);
    state.care = 0;
    (Findings { names, ends, marks, state }, care)
}

fn agree(bytes: &[u8]) {
    for (typed, repair) in [(false, true), (false, false), (true, false)] {
        let (expected, expected_care) = run(Kernel::Scalar, bytes, &[usize::MAX >> 1], typed, repair);
        for &kernel in Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
            for pieces in [&[usize::MAX >> 1][..], &[1], &[7, 64, 3], &[63], &[64], &[65], &[128, 1]] {
                let (found, care) = run(kernel, bytes, pieces, typed, repair);
                assert_eq!(found, expected, "{kernel:?} by {pieces:?}, typed {typed}: {:?}", bytes.escape_ascii());
                for (given, wanted) in care.iter().zip(&expected_care) {
                    assert!(given | !wanted, "{kernel:?} misses care: {:?}", bytes.escape_ascii());
                }
            }
        }
    }
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

const PIECES: &[&[u8]] = &[
    b"Event: Hangup\r\n",
    b"\r\n",
    b"\n",
    b"\r",
    b":",
    b": ",
    b" ",
    b"a",
    b"Key:value\r\n",
    b"no colon\r\n",
    b"Empty: \r\n",
    b"CallStarted: 12\n",
    b"CallStarted: x\n",
    b"Value: one\ntwo\r\n",
    b"\r\n\n",
    b"\xff\x00\x80",
    b"a rather long value that fills more than one half of a step of 64 bytes",
];

#[test]
fn kernels_agree_on_made_up_streams() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..400 {
        let mut bytes = Vec::new();
        for _ in 0..random.below(40) {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())]);
        }
        agree(&bytes);
    }
}

#[test]
fn kernels_agree_on_every_byte_at_every_place() {
    for byte in 0..=255u8 {
        let mut line =
            b"Name: value value value value value value value value value value value\r\nB: c\r\n\r\n".to_vec();
        let at = byte as usize % line.len();
        line[at] = byte;
        agree(&line);
    }
    for pad in 0..130 {
        let mut bytes = vec![b'x'; pad];
        bytes.extend_from_slice(b"Event: X\r\nA: b\r\n\r\n");
        agree(&bytes);
        bytes.extend(vec![b'y'; pad]);
        agree(&bytes);
    }
}

#[test]
fn dense_steps_fill_every_place() {
    for unit in [&b"\r\n"[..], b"\n", b":\r\n", b"a:\r\n", b":", b"\r", b"::\n"] {
        agree(&unit.repeat(100));
    }
}

#[test]
fn arrays_without_room_stop_the_scan_and_are_not_overrun() {
    let bytes = b"A: b\r\nC: d\r\n\r\nE: f\r\n\r\n".repeat(12);
    for &kernel in Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
        for room in 0..100usize {
            const GUARD: u32 = 0xdead_beef;
            let mut arrays = [vec![GUARD; room + 70], vec![GUARD; room + 70], vec![GUARD; room + 70]];
            let [names, ends, marks] = &mut arrays;
            let mut state = State::new(false, true);
            let mut out = Output {
                names: &mut names[..room],
                ends: &mut ends[..room],
                marks: &mut marks[..room],
                start: 0,
                stop_at_mark: false,
                leave_rest: false,
            };
            scan_by(kernel, &bytes, bytes.len(), &mut state, &mut out);
            for array in &arrays {
                assert!(array[room..].iter().all(|entry| *entry == GUARD), "{kernel:?} writes beyond {room}");
            }
            let full = [state.names, state.ends, state.marks].iter().any(|used| *used as usize == room);
            let short = room < STEP + state.names as usize && state.marks != 0;
            assert!(full || short || state.position as usize == bytes.len(), "{kernel:?} stops early at {room}");
        }
    }
}

#[test]
fn names_are_known_and_the_best_kernel_is_chosen() {
    for &kernel in Kernel::ALL {
        assert_eq!(Kernel::by_name(kernel.name()), Some(kernel));
    }
    assert_eq!(Kernel::by_name("mmx"), None);
    // As a process begins; another choice than the best one no test of these makes.
    CURRENT.store(0, Ordering::Relaxed);
    let best = Kernel::current();
    assert!(best.is_available());
    assert!(Kernel::ALL.iter().all(|&kernel| kernel as u8 <= best as u8 || !kernel.is_available()));
    // Lest the tests for another machine pass without its kernel.
    assert_eq!(Kernel::Sse2.is_available(), cfg!(target_arch = "x86_64"));
    assert_eq!(Kernel::Neon.is_available(), cfg!(all(target_arch = "aarch64", target_endian = "little")));
}

#[test]
fn the_first_line_feed_is_found_wherever_it_is() {
    for length in 0..80 {
        assert_eq!(line_feed(&vec![b'\r'; length]), None);
        for at in 0..length {
            // An exact copy, so that a read beyond the end is a read outside of it.
            let mut bytes = vec![b'\x0b'; length];
            bytes[at] = b'\n';
            assert_eq!(line_feed(&bytes), Some(at), "of {length}");
            bytes[length - 1] = b'\n';
            assert_eq!(line_feed(&bytes), Some(at), "of {length}");
        }
    }
}

#[test]
fn kernels_agree_on_the_candidates_of_framing() {
    let mut random = Random(0x0f1e_2d3c_4b5a_6978);
    let run = |table: &Table, bytes: &[u8], pieces: &[usize]| {
        let (mut all, mut marks) = (Vec::new(), [0; 2 * STEP]);
        let mut state = State::new(false, true);
        let (mut to, mut pieces) = (0, pieces.iter().cycle());
        while to < bytes.len() {
            to = (to + pieces.next().unwrap()).min(bytes.len());
            let given = bytes[..to].to_vec();
            while (state.position as usize) < to {
                state.marks = 0;
                // SAFETY: the kernel is available.
                unsafe { (table.frame)(&given, to, &mut state, &mut marks) };
                all.extend_from_slice(&marks[..state.marks as usize]);
            }
        }
        all
    };
    for _ in 0..400 {
        let mut bytes = Vec::new();
        for _ in 0..random.below(60) {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())]);
        }
        let expected = run(table(Kernel::Scalar), &bytes, &[1]);
        for (kernel, table) in tables() {
            for pieces in [&[usize::MAX >> 1][..], &[1], &[7, 64, 3], &[63], &[64], &[65], &[128, 1]] {
                // To choose is slow on a virtual machine, and done once in a process.
                if kernel == "the choice" && pieces != [64] {
                    continue;
                }
                let found = run(table, &bytes, pieces);
                assert_eq!(found, expected, "{kernel} by {pieces:?}: {:?}", bytes.escape_ascii());
            }
        }
    }
}

#[test]
fn a_rest_that_is_left_alone_is_found_when_more_comes() {
    let mut random = Random(0x5eed_0f7e_5700);
    for _ in 0..200 {
        let mut bytes = Vec::new();
        for _ in 0..1 + random.below(40) {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())]);
        }
        let (expected, _) = run(Kernel::Scalar, &bytes, &[usize::MAX >> 1], false, true);
        for &kernel in Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
            let room = bytes.len() + STEP;
            let (mut names, mut ends, mut marks) = (vec![0; room], vec![0; room], vec![0; room]);
            let mut state = State::new(false, true);
            let mut to = 0;
            while to < bytes.len() {
                to = (to + 1 + random.below(200)).min(bytes.len());
                let from = state.position as usize;
                let leave_rest = to < bytes.len();
                let (names, ends, marks) = (&mut names[..], &mut ends[..], &mut marks[..]);
                let mut out = Output { names, ends, marks, start: 0, stop_at_mark: false, leave_rest };
                scan_by(kernel, &bytes[..to], to, &mut state, &mut out);
                let rest = to - state.position as usize;
                assert!(rest < STEP && (leave_rest || rest == 0), "{kernel:?} leaves {rest} of {}", to - from);
            }
            let marks: Vec<u32> = marks.iter().take(state.marks as usize).map(|mark| mark & !CARE).collect();
            assert_eq!(marks, expected.marks, "{kernel:?}: {:?}", bytes.escape_ascii());
            assert_eq!(names[..state.names as usize], expected.names, "{kernel:?}");
            assert_eq!(ends[..state.ends as usize], expected.ends, "{kernel:?}");
        }
    }
}

#[test]
fn where_no_empty_line_may_end_none_does() {
    let mut random = Random(0xcafe_f00d);
    let mut passed = 0;
    for _ in 0..400 {
        let mut bytes = Vec::new();
        for _ in 0..1 + random.below(12) {
            bytes.extend_from_slice(PIECES[random.below(PIECES.len())]);
        }
        for (typed, repair) in [(false, true), (false, false), (true, false)] {
            for (kernel, table) in tables() {
                let from = random.below(bytes.len() + 1);
                let to = bytes.len().min(from + random.below(STEP + 1));
                // SAFETY: the kernel is available.
                if unsafe { may_end_by(table, &bytes, from as u32, to as u32) } {
                    continue;
                }
                passed += 1;
                let (before, _) = run(Kernel::Scalar, &bytes[..from], &[STEP], typed, repair);
                let (behind, _) = run(Kernel::Scalar, &bytes[..to], &[STEP], typed, repair);
                let text = bytes.escape_ascii();
                assert_eq!(before.marks, behind.marks, "{kernel} misses an end from {from} to {to} of {text:?}");
            }
        }
    }
    assert!(passed > 1000, "only {passed} were told to hold no end");
}
