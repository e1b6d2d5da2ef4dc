//! What an exchange, or the way to it, can do wrong, as one table: each row is
//! played, and what the connector says of it, when, and in how much memory is
//! held against the row. `docs/reliability.md` shows the same table.

mod play;
mod scripts;
mod table;
mod wire;

use std::time::Duration;

use play::play;
use table::{Ends, FAULTS, LIMIT};

/// Far beyond what a busy machine adds to anything here, and far below the
/// limits that are not to be what ends a row.
const BUSY: Duration = Duration::from_secs(25);

#[test]
fn every_fault_is_told_in_time_and_in_bounded_memory() {
    let mut wrong = String::new();
    for fault in FAULTS {
        let Some(all) = play(fault) else { continue };
        for seen in all {
            let name = fault.name;
            println!("{name}: {} {:?} {:?} {} KiB", seen.told, seen.status, seen.took, seen.most >> 10);
            if (seen.told.as_str(), seen.status) != (fault.told, fault.status) {
                wrong += &format!("{name}: told \"{}\", then {:?}\n", seen.told, seen.status);
            }
            // Which limit ended it: the others are minutes away.
            let least = if fault.ends == Ends::AtOnce { Duration::ZERO } else { LIMIT };
            if seen.took < least || seen.took > least + BUSY {
                wrong += &format!("{name}: after {:?}\n", seen.took);
            }
            if seen.most > fault.memory() {
                wrong += &format!("{name}: {} bytes of memory\n", seen.most);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
