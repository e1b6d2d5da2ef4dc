//! The ids as constants of C.

use super::table::{KINDS, Kind, Name, Names};
use std::fmt::Write;

const HEAD: &str = "\
/* amiwire_names.h: numbers for the names of events, actions and headers.
 *
 * Generated from src/name/names.tsv by `cargo xtask gen names`; do not edit.
 *
 * A constant is the name in its usual spelling, in capitals, with an
 * underscore for what is neither letter nor digit. Numbers are only ever added,
 * so a switch needs a default, and a name that has no number is ordinary: it
 * is 0, unknown, and its text is to be had from the packet.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef AMIWIRE_NAMES_H
#define AMIWIRE_NAMES_H
";

/// The whole file.
pub(crate) fn header(names: &Names) -> String {
    let mut text = HEAD.to_owned();
    for kind in KINDS {
        let _ = write!(text, "\n/* Names of {}s. */\nenum {{\n{}}};\n", kind.word(), constants(names, kind));
    }
    text + "\n#endif /* AMIWIRE_NAMES_H */\n"
}

/// The lines of one kind, such as `    AMIWIRE_EVENT_HANGUP = 12,`.
fn constants(names: &Names, kind: Kind) -> String {
    let mut lines = vec![format!("    AMIWIRE_{}_UNKNOWN = 0", kind.rust().to_uppercase())];
    lines.extend(names.of(kind).map(|name| format!("    {} = {}", name.c(), name.id)));
    let comments = std::iter::once(String::new()).chain(names.of(kind).map(comment));
    let last = lines.len() - 1;
    let rows = lines.iter().zip(comments).enumerate();
    rows.map(|(at, (line, comment))| format!("{line}{}{comment}\n", if at == last { "" } else { "," })).collect()
}

/// The name itself, where the constant does not show it.
fn comment(name: &Name) -> String {
    let shown = name.name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if shown { String::new() } else { format!(" /* {} */", name.name) }
}
