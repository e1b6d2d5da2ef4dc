//! Ratios of whole connections: the connector beside a bare loop over the same
//! socket, and many connections beside few, see ../../../docs/performance.md.
//!
//!     amiwire-wire FACTS.tsv [quick]
//!
//! The sender is a process of its own: this program again, as `amiwire-wire
//! send`.

mod bare;
mod clock;
#[path = "../../../common/mod.rs"]
mod common;
mod connector;
mod many;
mod sender;
mod storm;
mod tell;

use amiwire::scan::Kernel;

use clock::Spent;
use sender::Sender;
use storm::Storm;
use tell::Facts;

/// What every receiver reads into.
const BUFFER: usize = 64 * 1024;

/// Receives to the end, and tells how many packets or bytes that were.
type Receive<'a> = Box<dyn Fn(&Sender) -> Result<u64, String> + 'a>;

/// One way to receive a stream, and what it took, round by round.
struct Way<'a> {
    name: &'static str,
    tls: bool,
    receive: Receive<'a>,
    spent: Vec<Spent>,
}

/// Receives `copies` of the storm by each way in turn, `rounds` times.
fn interleave(ways: &mut [Way<'_>], sender: &mut Sender, copies: u64, rounds: usize) -> Result<(), String> {
    for _ in 0..rounds {
        for way in ways.iter_mut() {
            sender.order(&format!("{} {copies}", if way.tls { "tls" } else { "plain" }))?;
            let start = Spent::now();
            (way.receive)(sender).map_err(|error| format!("{}: {error}", way.name))?;
            way.spent.push(start.until_now());
            sender.done()?;
        }
    }
    Ok(())
}

fn compare(facts: &str, quick: bool) -> Result<(), String> {
    let storm = Storm::load();
    let mut facts = Facts::new(facts)?;
    let mut sender = Sender::start()?;
    let (rounds, copies) = if quick { (5, 16) } else { (15, 32) };
    println!("input {}: {} bytes, {} packets, {} lines", storm.name, storm.bytes.len(), storm.packets, storm.lines);
    let system = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let best = Kernel::current();
    let kernel = best.name();
    println!("kernel {kernel}, {rounds} rounds of {copies} copies over 127.0.0.1, Linux {}", system.trim());

    // Through TLS it takes longer.
    let fewer = copies / 4;
    let (bytes, behind_tls) = (storm.greeted(copies), storm.greeted(fewer));
    let way = |name, tls, receive| Way { name, tls, receive, spent: Vec::new() };
    let mut plain = vec![
        way("bare recv", false, Box::new(move |sender: &Sender| bare::plain(sender, bytes))),
        way("connector", false, Box::new(|sender: &Sender| connector::receive(sender, &storm, copies, false))),
    ];
    // What a machine without AVX-512 would have.
    if best == Kernel::Avx512 {
        let receive = |sender: &Sender| {
            Kernel::Avx2.force();
            let received = connector::receive(sender, &storm, copies, false);
            best.force();
            received
        };
        plain.push(way("connector by AVX2", false, Box::new(receive)));
    }
    let mut tls = [
        way("bare rustls", true, Box::new(move |sender: &Sender| bare::tls(sender, behind_tls))),
        way("connector over TLS", true, Box::new(|sender: &Sender| connector::receive(sender, &storm, fewer, true))),
    ];
    interleave(&mut plain, &mut sender, copies, rounds)?;
    interleave(&mut tls, &mut sender, fewer, rounds)?;
    facts.ways(&plain, bytes)?;
    facts.ways(&tls, behind_tls)?;

    let total = if quick { 256 << 20 } else { 512 << 20 };
    let (few, lot) = many::compare(&mut sender, total, if quick { 3 } else { 7 })?;
    facts.many(&few, &lot)?;

    let bar = match kernel {
        "avx512" => Some(0.75),
        "avx2" => Some(0.5),
        _ => None,
    };
    facts.ratio("connector/raw-recv", &plain[1], &plain[0], bar)?;
    if let [bare, _, ours] = &plain[..] {
        facts.ratio("connector-avx2/raw-recv", ours, bare, Some(0.5))?;
    }
    facts.ratio("connector-tls/raw-rustls", &tls[1], &tls[0], Some(0.8))?;
    facts.speeds("epoll-2000/epoll-20", &lot, &few, Some(0.8))
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["send"] => sender::run(),
        [facts] => compare(facts, false),
        [facts, "quick"] => compare(facts, true),
        _ => Err("usage: amiwire-wire FACTS.tsv [quick]".to_owned()),
    }
}
