//! The streams of the benches.

use std::path::Path;
use std::sync::OnceLock;

use amiwire::parse::{Resume, parse};
use amiwire::{Kind, Packet};

use crate::common::generator;
use crate::common::recordings::{STORMS, storms, whole_packets};

/// Whole packets, about a MiB of them, without a greeting.
pub struct Input {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

const SIZE: usize = 1 << 20;

/// The generated stream first, then the recordings.
pub fn all() -> &'static [Input] {
    static INPUTS: OnceLock<Vec<Input>> = OnceLock::new();
    INPUTS.get_or_init(|| {
        let generated = generator::stream(1, SIZE);
        let full = |line: &&[u8]| line.len() > 2;
        let lines = || generated.split_inclusive(|byte| *byte == b'\n').filter(full);
        let mean = lines().map(|line| line.len() - 2).sum::<usize>() as f64 / lines().count() as f64;
        assert!((20.0..22.0).contains(&mean), "{mean} bytes a line: the figures would be about something else");
        assert_eq!(generated, generator::stream(1, SIZE));
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut inputs = vec![Input { name: "generated", bytes: generated }];
        for (name, bytes) in storms(&root) {
            inputs.push(Input { name, bytes: whole_packets(&bytes, SIZE).to_vec() });
        }
        inputs
    })
}

/// What is looked into packet by packet: the recording of the newest server, or what
/// is generated; the simulator's storm has not every kind of value.
pub fn packets() -> &'static [Packet<'static>] {
    static PACKETS: OnceLock<Vec<Packet<'static>>> = OnceLock::new();
    PACKETS.get_or_init(|| {
        let recorded = all().iter().find(|input| input.name == STORMS[0].0);
        let mut rest = &recorded.unwrap_or(&all()[0]).bytes[..];
        let mut found = Vec::new();
        while found.len() < 1000 {
            let index = vec![0; 2 * 256].leak();
            let parsed = parse(rest, &mut Resume::default(), index).expect("what a server sends");
            let Some(parsed) = parsed else { break };
            assert!(!parsed.truncated);
            rest = &rest[parsed.consumed..];
            found.push(parsed.packet);
        }
        assert!(found.iter().any(|packet| packet.kind() == Kind::Event));
        found
    })
}

/// All values of the headers of that name.
pub fn values(name: &[u8]) -> Vec<&'static [u8]> {
    let headers = packets().iter().flat_map(|packet| packet.headers());
    let values: Vec<_> = headers.filter(|header| header.is(name)).map(|header| header.value).collect();
    assert!(!values.is_empty(), "nobody has {}", name.escape_ascii());
    values
}
