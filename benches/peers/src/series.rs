//! Speed by the size of the pieces that a stream comes in, and by the size of
//! its packets, for the picture.

use amiwire::reader::{Options, Reader};

use crate::measure::{Row, run};
use crate::peers;
use crate::readers::{in_place, keep, pieces, reader};
use crate::report::Report;

/// Lines `piece` and `packet` of the report.
pub fn series(bytes: &[u8], report: &mut Report) {
    for piece in [1, 7, 64, 256, 536, 1460, 4096, 16384, 65536] {
        let bytes = if piece < 64 { &bytes[..bytes.len() / 8] } else { bytes };
        let mut memory = reader((2 * piece).max(32 << 10), Options::CLIENT);
        let mut rows = [Row::new("", bytes.len(), || keep(pieces(&mut memory, bytes, piece)))];
        run(&mut rows, 19, true);
        report.fact(&[&"piece", &piece, &format!("{:.1}", rows[0].speed(rows[0].best()))]);
    }
    for size in [64, 128, 256, 512, 1024, 2048, 4096] {
        let mut packet = b"Event: Sized\r\n".to_vec();
        while packet.len() + 22 < size {
            packet.extend_from_slice(b"Variable: value=123\r\n");
        }
        packet.extend_from_slice(b"\r\n");
        let bytes = packet.repeat((1 << 20) / packet.len());
        let n = bytes.len();
        let mut memory = Reader::new(vec![0; n], vec![0; 8192], Options::CLIENT).expect("enough memory");
        memory.space().copy_from_slice(&bytes);
        let mut rows =
            [Row::new("", n, || keep(in_place(&mut memory, n))), Row::new("", n, || keep(peers::httparse(&bytes)))];
        run(&mut rows, 19, true);
        let speed = |row: &Row<'_>| format!("{:.1}", row.speed(row.best()));
        report.fact(&[&"packet", &packet.len(), &speed(&rows[0]), &speed(&rows[1])]);
    }
}
