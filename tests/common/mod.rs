//! What the tests share: feeding a reader, and telling what it read.
#![allow(dead_code, unreachable_pub)]

pub mod recordings;
pub mod skip;
pub mod streams;

use amiwire::counters::Counters;
use amiwire::packet::Piece;
use amiwire::reader::{Options, Reader};
use amiwire::scan::Kernel;
use amiwire::{Error, Packet, Status};

/// What a reader told of a stream, in lines that can be compared.
pub fn told(packet: &Packet<'_>) -> String {
    let mut text = format!("{} @{}+{}", packet.kind().name(), packet.offset(), packet.raw().len());
    if packet.piece() != Piece::Whole {
        text += &format!(" {:?} piece", packet.piece());
    }
    for header in packet.headers() {
        text += &format!("\n  [{}] [{}]", header.name.escape_ascii(), header.value.escape_ascii());
    }
    if let Some(body) = packet.body() {
        text += &format!("\n  body [{}]", body.escape_ascii());
    }
    text
}

/// The ActionIDs that are announced to every reader.
pub const ANNOUNCED: [&[u8]; 2] = [b"7", b"eight"];

/// Everything that comes out of `stream`, fed in pieces of these sizes over
/// and over, with storage and index of these sizes.
pub fn read(stream: &[u8], options: Options, pieces: &[usize], storage: usize, index: usize) -> Vec<String> {
    let mut told_all = Vec::new();
    let counters = drive(stream, options, pieces, storage, index, |item| {
        told_all.push(match item {
            Ok(packet) => told(packet),
            Err(error) => format!("refused {} @{}", error.status.name(), error.offset),
        });
    });
    told_all.push(format!("{counters:?}"));
    told_all
}

/// Feeds a reader so, gives each packet and each refusal to `each`, and says
/// what was counted.
pub fn drive(
    stream: &[u8],
    options: Options,
    pieces: &[usize],
    storage: usize,
    index: usize,
    mut each: impl FnMut(Result<&Packet<'_>, Error>),
) -> Counters {
    let (mut storage, mut index) = (vec![0; storage], vec![0; index]);
    let mut reader = Reader::new(&mut storage, &mut index, options).unwrap();
    let mut rest = stream;
    let mut pieces = pieces.iter().cycle();
    while !rest.is_empty() {
        let mut piece = &rest[..(*pieces.next().unwrap()).min(rest.len())];
        rest = &rest[piece.len()..];
        while !piece.is_empty() {
            let fed = reader.feed(piece);
            assert!(fed > 0, "the reader takes nothing more");
            piece = &piece[fed..];
            loop {
                // The others know that one that is not awaited is no different.
                ANNOUNCED.iter().for_each(|id| reader.announce(id).unwrap());
                match reader.next() {
                    Ok(Some(packet)) => each(Ok(&packet)),
                    Ok(None) => break,
                    Err(error) => {
                        assert!(matches!(
                            error.status,
                            Status::PacketTooLarge
                                | Status::TooManyHeaders
                                | Status::LineTooLong
                                | Status::TextTooLarge
                        ));
                        each(Err(error));
                    }
                }
            }
        }
    }
    reader.finish();
    *reader.counters()
}

/// The scan kernels of this kind of processor, without those that this one lacks,
/// which is said.
pub fn kernels() -> impl Iterator<Item = Kernel> {
    let here = |kernel: &Kernel| match kernel {
        Kernel::Scalar | Kernel::Swar => true,
        Kernel::Sse2 | Kernel::Avx2 | Kernel::Avx512 => cfg!(target_arch = "x86_64"),
        Kernel::Neon => cfg!(target_arch = "aarch64"),
    };
    Kernel::ALL.iter().copied().filter(here).filter(|kernel| kernel.is_available() || lacks(*kernel))
}

/// Says that the processor lacks a kernel: false.
pub fn lacks(kernel: Kernel) -> bool {
    skip::hardware(&format!("scan kernel {}", kernel.name()));
    false
}

/// Numbers that look random and are the same each time.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}
