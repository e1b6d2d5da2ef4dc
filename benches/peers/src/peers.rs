//! What other people made, called as its makers mean it to be called.

use std::hint::black_box;

use bytes::BytesMut;
use picohttpparser_sys::{phr_header, phr_parse_headers};
use tokio_util::codec::Decoder;

use crate::measure::Count;

/// Slots for headers: a recorded storm has packets of 251.
pub const SLOTS: usize = 256;

/// httparse, packet by packet, out of one buffer.
pub fn httparse(mut bytes: &[u8]) -> Count {
    let mut count = Count::default();
    // Once for all packets: clearing the slots is not its work.
    let mut slots = [httparse::EMPTY_HEADER; SLOTS];
    while !bytes.is_empty() {
        let Ok(httparse::Status::Complete((length, headers))) = httparse::parse_headers(bytes, &mut slots) else {
            break;
        };
        count.packet(black_box(headers).len());
        bytes = &bytes[length..];
    }
    count
}

/// picohttpparser with its SSE4.2 code, likewise.
pub fn picohttpparser(mut bytes: &[u8]) -> Count {
    let mut count = Count::default();
    let mut slots = [phr_header::default(); SLOTS];
    while !bytes.is_empty() {
        let mut headers = SLOTS;
        // SAFETY: the buffer and the slots are as long as it is told.
        let length =
            unsafe { phr_parse_headers(bytes.as_ptr().cast(), bytes.len(), slots.as_mut_ptr(), &mut headers, 0) };
        if length <= 0 {
            break;
        }
        count.packet(black_box(&slots[..headers]).len());
        bytes = &bytes[length as usize..];
    }
    count
}

/// The codec of the crate asterisk-rs-ami, the one AMI crate of the registry
/// whose parser can be called: asterisk-manager and asterisk-ami keep theirs
/// to themselves. By pieces of 64 KiB, its own limit for a packet.
pub fn asterisk_rs_ami(bytes: &[u8]) -> Count {
    let mut count = Count::default();
    let mut codec = asterisk_rs_ami::AmiCodec::new();
    let mut buffer = BytesMut::with_capacity(256 << 10);
    buffer.extend_from_slice(b"Asterisk Call Manager/12.0.0\r\n");
    for piece in bytes.chunks(64 << 10) {
        buffer.extend_from_slice(piece);
        while let Ok(Some(message)) = codec.decode(&mut buffer) {
            // Each of these lines is one header to everybody else.
            count.packet(message.headers.len() + message.output.len() + message.channel_variables.len());
        }
    }
    count
}

/// httparse on one short packet, with as many slots as that needs.
pub fn httparse_small(bytes: &[u8]) -> usize {
    let mut slots = [httparse::EMPTY_HEADER; 8];
    match httparse::parse_headers(bytes, &mut slots) {
        Ok(httparse::Status::Complete((_, headers))) => black_box(headers).len(),
        _ => 0,
    }
}
