//! Floor 1: where the lines of a stream end, and where their names end.
//!
//! The scan turns 64 bytes at a time into bit masks and stores positions; it
//! knows line ends, colons and empty lines, and nothing of packets. It goes on
//! at any byte where it stopped, and looks at no byte twice; only whether a rest
//! of less than a step may wait is asked before (`may_end`).
//!
//! For each line two positions are stored, each in an array of its own: that
//! of its *first terminator* (the first `:`, or the line's own LF if it has no
//! colon) and that of its LF. For each empty line a *mark* is stored: the
//! number of that line, with `CARE` added if anything since the mark before
//! may be out of the ordinary and should be looked at line by line.
//!
//! `scalar` says in plain code what is to be found. Every other kernel must
//! find the same; they are thin shells over the one loop in `batch`.
#![allow(unsafe_code)]

mod batch;
mod frame;
mod repair;
mod scalar;
mod swar;
mod vector;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod detect;
// Part of the aarch64 base, but for targets whose ABI leaves the registers out.
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
mod neon;
#[cfg(target_arch = "x86_64")]
mod sse2;

pub(crate) use repair::REACH;

use core::sync::atomic::{AtomicU8, Ordering};
use vector::Table;

/// Set in a mark whose lines may hold something out of the ordinary: a line
/// without a colon or without a space after it, a lone CR or a lone LF.
pub(crate) const CARE: u32 = 1 << 31;

/// How many entries of each array a step may use: a step looks at no more
/// than 64 bytes, and each byte ends at most one line.
pub(crate) const STEP: usize = 64;

/// Where a scan stands. Positions count from the start of the bytes given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct State {
    /// Bytes that have been looked at.
    pub(crate) position: u32,
    /// Entries stored in the array of first terminators: as many as `ends`,
    /// or one more while a line is open behind its colon.
    pub(crate) names: u32,
    /// Entries stored in the array of line ends.
    pub(crate) ends: u32,
    /// Entries stored in the array of marks.
    pub(crate) marks: u32,
    /// Which of the last two bytes ended a line: bit 63 is the last byte, bit
    /// 62 the one before.
    terminators: u64,
    /// Whether the last byte was CR, in bit 63.
    carriage_returns: u64,
    /// Whether the last byte was the first colon of its line, in bit 63.
    colons: u64,
    /// 1 while the first terminator of the open line has not been met.
    in_name: u64,
    /// [`CARE`] if the next mark gets it, else 0.
    care: u32,
    /// All ones if a lone LF ends a line, else 0.
    typed: u64,
    /// 1 if the server's bugs T16 and T17 are mended, else 0.
    repair: u32,
}

impl State {
    /// The state before the first byte.
    pub(crate) const fn new(typed: bool, repair: bool) -> Self {
        let repair = (repair && !typed) as u32;
        State::fresh(if typed { !0 } else { 0 }, repair)
    }

    /// The same, by the rules of this one.
    pub(crate) fn again(&self) -> Self {
        State::fresh(self.typed, self.repair)
    }

    const fn fresh(typed: u64, repair: u32) -> Self {
        State {
            position: 0,
            names: 0,
            ends: 0,
            marks: 0,
            // As if a line had just ended: a CR LF that comes first is an
            // empty line.
            terminators: 1 << 63,
            carriage_returns: 0,
            colons: 0,
            in_name: 1,
            care: 0,
            typed,
            repair,
        }
    }
}

/// Where a scan writes what it finds.
pub(crate) struct Output<'a> {
    /// First terminators, one a line.
    pub(crate) names: &'a mut [u32],
    /// Line ends, one a line.
    pub(crate) ends: &'a mut [u32],
    /// The numbers of the empty lines.
    pub(crate) marks: &'a mut [u32],
    /// The position at which line 0 began, for the repairs.
    pub(crate) start: u32,
    /// Whether to stop behind the step that stored a mark.
    pub(crate) stop_at_mark: bool,
    /// Whether a last part of fewer than [`STEP`] bytes may be left alone.
    pub(crate) leave_rest: bool,
}

/// A way to scan. All find the same; they differ in speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kernel {
    /// One byte after the other: what the others are measured by.
    Scalar = 1,
    /// Eight bytes in a register, on any machine.
    Swar = 2,
    /// Sixteen bytes a register, on every x86-64 machine.
    Sse2 = 3,
    /// Thirty-two bytes a register.
    Avx2 = 4,
    /// Sixty-four bytes a register, positions stored by compression (VBMI2).
    Avx512 = 5,
    /// Sixteen bytes a register, on every aarch64 machine (little-endian).
    Neon = 6,
}

impl Kernel {
    /// Every kernel, whether this machine can run it or not.
    pub const ALL: &'static [Kernel] =
        &[Kernel::Scalar, Kernel::Swar, Kernel::Sse2, Kernel::Avx2, Kernel::Avx512, Kernel::Neon];

    /// Its name: `scalar`, `swar`, `sse2`, `avx2`, `avx512`, `neon`.
    pub const fn name(self) -> &'static str {
        match self {
            Kernel::Scalar => "scalar",
            Kernel::Swar => "swar",
            Kernel::Sse2 => "sse2",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
            Kernel::Neon => "neon",
        }
    }

    /// The kernel of that name.
    pub fn by_name(name: &str) -> Option<Kernel> {
        Kernel::ALL.iter().copied().find(|kernel| kernel.name() == name)
    }

    /// Whether this machine can run it.
    pub fn is_available(self) -> bool {
        match self {
            Kernel::Scalar | Kernel::Swar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Sse2 => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => detect::avx2(),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => detect::avx512(),
            #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
            Kernel::Neon => true,
            #[allow(unreachable_patterns)] // no machine has all
            _ => false,
        }
    }

    /// The kernel in use: the best that this machine can run, chosen at the
    /// first call, unless [`Kernel::force`] chose another.
    #[inline]
    pub fn current() -> Kernel {
        match CURRENT.load(Ordering::Relaxed) {
            1 => Kernel::Scalar,
            2 => Kernel::Swar,
            3 => Kernel::Sse2,
            4 => Kernel::Avx2,
            5 => Kernel::Avx512,
            6 => Kernel::Neon,
            _ => choose(),
        }
    }

    /// Makes every scan of this process from now on use this kernel. False,
    /// and no change, if this machine cannot run it.
    pub fn force(self) -> bool {
        let can = self.is_available();
        if can {
            CURRENT.store(self as u8, Ordering::Relaxed);
        }
        can
    }
}

static CURRENT: AtomicU8 = AtomicU8::new(0);

#[cold]
fn choose() -> Kernel {
    let best = Kernel::ALL.iter().rev().copied().find(|kernel| kernel.is_available());
    let best = best.unwrap_or(Kernel::Swar);
    CURRENT.store(best as u8, Ordering::Relaxed);
    best
}

/// Scans on from `state.position` to `filled`, or until one of the
/// arrays may not have room for what another byte brings (or another step of
/// bytes, while a mark waits to be taken), or behind the step that stored a
/// mark if that was asked for. What stands in `bytes` from `filled` on is of no
/// account; that there is something spares a copy. True if a rest was left alone
/// in which no empty line ends.
#[inline(never)]
pub(crate) fn scan(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    // SAFETY: the functions in use are those of a kernel that is available.
    unsafe { batch::scan(in_use(), bytes, filled, state, out) }
}

/// The ordinary part of that, in place, where a call would be felt: a stretch of
/// ordinary steps, or what is less than a step. True if that was all, or left a
/// rest alone in which no empty line ends; otherwise [`scan`] goes on. Not for a
/// scan that is to stop at a mark.
#[inline(always)]
pub(crate) fn ahead(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    // SAFETY: the functions in use are those of a kernel that is available.
    unsafe { batch::ahead(in_use(), bytes, filled, state, out) }
}

/// The functions of each kernel by its number, which counts from 1: on other
/// machines than its own, those of `swar`. Before a kernel is chosen, those of
/// number 0 choose.
static TABLES: [&Table; 8] = {
    let mut tables = [&swar::TABLE; 8];
    tables[0] = &CHOICE;
    tables[Kernel::Scalar as usize] = &scalar::TABLE;
    #[cfg(target_arch = "x86_64")]
    {
        tables[Kernel::Sse2 as usize] = &sse2::TABLE;
        tables[Kernel::Avx2 as usize] = &avx2::TABLE;
        tables[Kernel::Avx512 as usize] = &avx512::TABLE;
    }
    #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
    {
        tables[Kernel::Neon as usize] = &neon::TABLE;
    }
    tables
};

/// Chooses a kernel, and does by it what was asked for.
static CHOICE: Table = {
    /// # Safety
    /// As for the one called.
    unsafe fn run(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
        // SAFETY: as for this function; a kernel that is chosen is available.
        unsafe { (table(choose()).run)(bytes, steps, state, out) }
    }
    /// # Safety
    /// As for the one called.
    unsafe fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
        // SAFETY: as for `run`.
        unsafe { (table(choose()).step)(bytes, n, state, out) }
    }
    /// # Safety
    /// As for the one called.
    unsafe fn may_end(bytes: &[u8; STEP], n: usize, before: u64) -> bool {
        // SAFETY: as for `run`.
        unsafe { (table(choose()).may_end)(bytes, n, before) }
    }
    /// # Safety
    /// As for the one called.
    unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
        // SAFETY: as for `run`.
        unsafe { (table(choose()).frame)(bytes, filled, state, marks) }
    }
    Table { run, step, may_end, frame }
};

/// The functions of the kernel of that number.
#[inline(always)]
fn numbered(number: u8) -> &'static Table {
    TABLES.get(usize::from(number & 7)).copied().unwrap_or(&swar::TABLE)
}

/// The functions of a kernel that is available here.
#[inline(always)]
fn table(kernel: Kernel) -> &'static Table {
    numbered(kernel as u8)
}

/// The functions of the kernel in use, or to be chosen: available in any case.
#[inline(always)]
fn in_use() -> &'static Table {
    numbered(CURRENT.load(Ordering::Relaxed))
}

/// Whether an empty line may end in the bytes from `from` to `to`, of which
/// there are no more than [`STEP`]. If not, they need not be scanned before
/// more have come.
#[inline]
pub(crate) fn may_end(bytes: &[u8], from: u32, to: u32) -> bool {
    // SAFETY: as for `scan`.
    unsafe { may_end_by(in_use(), bytes, from, to) }
}

/// [`may_end`] by the functions of a kernel.
///
/// # Safety
/// The kernel is available here.
#[inline]
unsafe fn may_end_by(kernel: &Table, bytes: &[u8], from: u32, to: u32) -> bool {
    let (from, to) = (from as usize, to as usize);
    let n = to.saturating_sub(from).min(STEP);
    if n == 0 || to > bytes.len() {
        return n != 0;
    }
    // What stands before the first byte of all counts as a line's end.
    let ended = |back: usize| from.checked_sub(back).is_none_or(|at| bytes.get(at) == Some(&b'\n'));
    let before = u64::from(ended(1)) << 1 | u64::from(ended(2));
    let copy;
    let step = match bytes.get(from..).and_then(|bytes| bytes.first_chunk()) {
        Some(step) => step,
        None => {
            copy = batch::apart(bytes, from, to);
            &copy
        }
    };
    // SAFETY: as for this function.
    unsafe { (kernel.may_end)(step, n, before) }
}

/// The LF that may end an empty line, from `state.position` to `filled`: their
/// positions, as marks. Goes on as long as there is room for the 64 of a step.
/// Of the state only the position, the number of marks and the last two bytes
/// (whether each was LF, where the line ends are otherwise) are of account.
#[inline]
pub(crate) fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: as for `scan`.
    unsafe { (in_use().frame)(bytes, filled, state, marks) }
}

/// Where the first LF is, for those who expect it near: a call of memchr costs
/// more than to look at 32 bytes.
#[inline(always)]
pub(crate) fn line_feed(bytes: &[u8]) -> Option<usize> {
    let near = match bytes.first_chunk() {
        #[cfg(target_arch = "x86_64")]
        Some(near) => sse2::line_feeds(near),
        #[cfg(not(target_arch = "x86_64"))]
        Some(near) => swar::line_feeds(near),
        None => 0,
    };
    if near == 0 { memchr::memchr(b'\n', bytes) } else { Some(near.trailing_zeros() as usize) }
}

#[cfg(test)]
mod tests;
