//! One stream by each kernel and by the reference.

use amiwire::Limits;
use amiwire::parse::Lines;
use amiwire::reader::Options;
use amiwire::scan::Kernel;

use super::{common, reference};

/// Four bytes say how to read, the rest is the stream.
pub fn run(input: &[u8]) {
    let Some((&[rule, bytes, headers, line], stream)) = input.split_first_chunk::<4>() else { return };
    let limit = |byte: u8, unit: u32| if byte == 0 { u32::MAX } else { (u32::from(byte) - 1) * unit };
    let limits = Limits { packet_bytes: limit(bytes, 3), headers: limit(headers, 1), line_bytes: limit(line, 2) };
    let lines = Lines::from_code(rule % 3).unwrap();
    let options = Options { lines, banner: rule & 0x80 != 0, limits, ..Options::CLIENT };
    let expected = reference::read(stream, options);
    for kernel in Kernel::ALL.iter().copied().filter(|kernel| kernel.force()) {
        let found = common::read(stream, options, &[usize::MAX], stream.len() + 64, 2 * stream.len() + 16);
        assert_eq!(found, expected, "{kernel:?} {options:?}");
    }
}
