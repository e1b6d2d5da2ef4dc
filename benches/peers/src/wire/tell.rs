//! What was found: on the terminal, and as facts, one a line.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use crate::Way;
use crate::clock::Spent;
use crate::many::Many;

pub struct Facts(File);

fn sorted(spent: &[Spent], of: fn(&Spent) -> Duration) -> Vec<f64> {
    let mut times: Vec<f64> = spent.iter().map(|spent| of(spent).as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// The fastest and the middle one, in seconds.
fn times(spent: &[Spent], of: fn(&Spent) -> Duration) -> (f64, f64) {
    let times = sorted(spent, of);
    (times[0], times[times.len() / 2])
}

const WALL: fn(&Spent) -> Duration = |spent| spent.wall;
const PROCESSOR: fn(&Spent) -> Duration = |spent| spent.processor;

impl Facts {
    /// Begins a file of facts.
    pub fn new(path: &str) -> Result<Facts, String> {
        File::create(path).map(Facts).map_err(|error| format!("{path}: {error}"))
    }

    fn fact(&mut self, fields: &[String]) -> Result<(), String> {
        writeln!(self.0, "{}", fields.join("\t")).map_err(|error| error.to_string())
    }

    /// Ways to receive so many bytes.
    pub fn ways(&mut self, ways: &[Way<'_>], bytes: u64) -> Result<(), String> {
        println!("\n{:<34} {:>10} {:>10} {:>12}", "one stream: bytes", "best M/s", "med. M/s", "processor s");
        for Way { name, spent, .. } in ways {
            let ((best, median), (least, _)) = (times(spent, WALL), times(spent, PROCESSOR));
            let speed = |seconds: f64| bytes as f64 / seconds / 1e6;
            println!("{name:<34} {:>10.0} {:>10.0} {least:>12.3}", speed(best), speed(median));
            let numbers = [speed(best), speed(median), least, times(spent, PROCESSOR).1];
            self.row("wire", name, &numbers)?;
        }
        Ok(())
    }

    fn row(&mut self, of: &str, name: &str, numbers: &[f64]) -> Result<(), String> {
        let mut fields = vec!["wire".to_owned(), of.to_owned(), name.to_owned()];
        fields.extend(numbers.iter().map(|number| format!("{number:.3}")));
        self.fact(&fields)
    }

    /// Few and many connections.
    pub fn many(&mut self, few: &Many, lot: &Many) -> Result<(), String> {
        println!("\n{:<34} {:>10} {:>10} {:>12}", "connections in one thread", "best M/s", "med. M/s", "packets");
        for Many { connections, packets, spent } in [few, lot] {
            let (best, median) = times(spent, PROCESSOR);
            let speed = |seconds: f64| *packets as f64 / seconds / 1e6;
            println!("{connections:<34} {:>10.3} {:>10.3} {packets:>12}", speed(best), speed(median));
            self.row("epoll", &connections.to_string(), &[speed(best), speed(median)])?;
        }
        Ok(())
    }

    /// One way over another, by the wall; and by the processor beside it.
    pub fn ratio(&mut self, name: &str, ours: &Way<'_>, theirs: &Way<'_>, bar: Option<f64>) -> Result<(), String> {
        let ratio = |of| {
            let (theirs, ours) = (times(&theirs.spent, of), times(&ours.spent, of));
            (theirs.0 / ours.0, theirs.1 / ours.1)
        };
        let processor = ratio(PROCESSOR);
        self.tell(name, ratio(WALL), bar, &format!(", by processor time {:.2}", processor.0))
    }

    /// Packets for each second of processor time.
    pub fn speeds(&mut self, name: &str, ours: &Many, theirs: &Many, bar: Option<f64>) -> Result<(), String> {
        let packets = ours.packets as f64 / theirs.packets as f64;
        let (ours, theirs) = (times(&ours.spent, PROCESSOR), times(&theirs.spent, PROCESSOR));
        self.tell(name, (packets * theirs.0 / ours.0, packets * theirs.1 / ours.1), bar, "")
    }

    fn tell(&mut self, name: &str, (best, median): (f64, f64), bar: Option<f64>, beside: &str) -> Result<(), String> {
        let verdict = match bar {
            Some(bar) if best >= bar => format!("  holds: {bar} asked"),
            Some(bar) => format!("  SHORT: {bar} asked"),
            None => String::new(),
        };
        println!("ratio {name} {best:.2}    (medians {median:.2}{beside}){verdict}");
        let bar = bar.map_or_else(|| "-".to_owned(), |bar| bar.to_string());
        let fields = ["ratio", name, &format!("{best:.3}"), &format!("{median:.3}"), &bar, "-"];
        self.fact(&fields.map(str::to_owned))
    }
}
