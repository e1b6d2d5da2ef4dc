//! What an exchange, or the way to it, can do wrong, as one table: each row is
//! played, and what the connector says of it, what ended it, and in how much
//! memory is held against the row. `docs/reliability.md` shows the same table.

mod play;
mod scripts;
mod table;
mod wire;

use std::time::Duration;

use play::play;
use table::{Ends, FAULTS, LIMIT};

#[test]
fn every_fault_is_told_by_its_limit_and_in_bounded_memory() {
    let mut wrong = String::new();
    for fault in FAULTS {
        let Some(all) = play(fault) else { continue };
        for seen in all {
            let name = fault.name;
            println!("{name}: {} {:?} {:?} {} KiB", seen.told, seen.status, seen.took, seen.most >> 10);
            if (seen.told.as_str(), seen.status) != (fault.told, fault.status) {
                wrong += &format!("{name}: told \"{}\", then {:?}\n", seen.told, seen.status);
            }
            if seen.ended != fault.ends {
                wrong += &format!("{name}: ended by another limit, or by none\n");
            }
            // No limit is cut short.
            let least = if fault.ends == Ends::AtOnce { Duration::ZERO } else { LIMIT };
            if seen.took < least {
                wrong += &format!("{name}: after {:?}\n", seen.took);
            }
            if seen.most > fault.memory() {
                wrong += &format!("{name}: {} bytes of memory\n", seen.most);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
