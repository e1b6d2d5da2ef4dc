//! The C header and what is made of it. `include/amiwire.h` is made in sections,
//! one for each file of `src/ffi` that C sees, so that it reads from top to
//! bottom. A section is the file's `//!` text, its constants, types and functions
//! by cbindgen, and after them what no Rust source can say (INIT macros, inline
//! functions) from `abi/header/NAME.h`.

mod describe;
mod prototypes;
mod statuses;
mod symbols;
mod version;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use cbindgen::{Builder, Config, DocumentationStyle, Language};

use super::tree::Tree;
use super::{File, Generator};
use version::Version;

pub(super) const GENERATOR: Generator = Generator {
    name: "header",
    about: "the C header, its description and the exported symbols, from src/ffi",
    reads: &["src/ffi", "abi/header", "abi/amiwire.map", "Cargo.toml"],
    makes: &[
        File { path: "include/amiwire.h", text: |tree| Ok(tree.header()?.text.clone()) },
        File { path: "abi/amiwire.json", text: |tree| describe::description(tree.header()?) },
        File { path: "abi/amiwire.symbols", text: symbols::of_all },
        File { path: "abi/amiwire-core.symbols", text: symbols::of_the_core },
    ],
};

/// The files of `src/ffi` that C sees, in the order of the header.
const SECTIONS: &[&str] = &[
    "version",
    "status",
    "slice",
    "packet",
    "packet_header",
    "parse",
    "reader",
    "framing",
    "writer",
    "name",
    "name_header",
    "value",
    "value_time",
    "value_address",
    "value_channel",
    "value_state",
    "value_escape",
    "outcome",
    "session",
    "session_time",
    "awaited",
    "transport",
    "config",
    "conn",
    "call",
    "conn_detail",
    "event_loop",
];

/// The header.
pub(super) struct Header {
    version: Version,
    text: String,
    /// The text of each section, in order.
    sections: Vec<(&'static str, String)>,
}

impl Header {
    pub(super) fn of(tree: &Tree) -> Result<Header> {
        nothing_is_left_out(tree)?;
        let version = Version::read(tree)?;
        let mut sections = Vec::new();
        for section in SECTIONS {
            sections
                .push((*section, text_of(tree, section, &version).with_context(|| format!("src/ffi/{section}.rs"))?));
        }
        let mut out = tree.read("abi/header/head.h")?;
        out += "#ifndef AMIWIRE_H\n#define AMIWIRE_H\n\n";
        out += "#include <stddef.h>\n#include <stdint.h>\n\n#include \"amiwire_names.h\"\n\n";
        out += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n";
        for (_, text) in &sections {
            out += text;
        }
        out += "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* AMIWIRE_H */\n";
        Ok(Header { version, text: squeeze(&out), sections })
    }
}

/// Holds the list of sections against the files.
fn nothing_is_left_out(tree: &Tree) -> Result<()> {
    const SEEN: [&str; 4] =
        ["pub extern \"C\" fn", "pub unsafe extern \"C\" fn", "pub struct amiwire_", "pub const AMIWIRE_"];
    let stem = |path: &str| Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for path in tree.files("src/ffi", ".rs")? {
        let text = tree.read(&path)?;
        let known = SECTIONS.contains(&stem(&path).as_str());
        ensure!(
            known || !SEEN.iter().any(|mark| text.contains(mark)),
            "C sees {path}: give it a place in SECTIONS in xtask/src/gen/header/mod.rs"
        );
    }
    for path in tree.files("abi/header", ".h")? {
        let stem = stem(&path);
        ensure!(stem == "head" || SECTIONS.contains(&stem.as_str()), "{path} belongs to no section");
    }
    Ok(())
}

/// The text of a section.
fn text_of(tree: &Tree, section: &str, version: &Version) -> Result<String> {
    let path = format!("src/ffi/{section}.rs");
    let source = tree.read(&path)?;
    let mut out = heading(&source);
    match section {
        "version" => out += &version.constants(),
        "status" => out += &statuses::constants()?,
        _ => {}
    }
    out += &for_c(&bindings(&tree.path(&path), &source)?);
    let by_hand = format!("abi/header/{section}.h");
    if tree.path(&by_hand).exists() {
        out += "\n";
        out += &tree.read(&by_hand)?;
    }
    Ok(out)
}

/// The `//!` text of a file as the comment over its section.
fn heading(source: &str) -> String {
    let mut text = source.lines().map_while(|line| line.strip_prefix("//!"));
    let title = text.next().unwrap_or_default().trim();
    let mut out = format!("\n/*\n * ==== {title} {}\n", "=".repeat(70_usize.saturating_sub(title.len())));
    // A fenced block of code is set off by blanks instead.
    let mut fenced = false;
    for line in text {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else {
            out += &format!(" *{}{line}\n", if fenced { "   " } else { "" });
        }
    }
    out + " */\n\n"
}

/// What cbindgen makes of one file.
fn bindings(path: &Path, source: &str) -> Result<String> {
    let mut config = Config {
        language: Language::C,
        no_includes: true,
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::Doxy,
        tab_width: 4,
        line_length: 80,
        ..Config::default()
    };
    // A type that no function of its own file mentions would be left out.
    config.export.include = source
        .lines()
        .filter_map(|line| {
            let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub type "))?;
            item.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
        })
        .map(String::from)
        .collect();
    let bindings = Builder::new().with_config(config).with_src(path).generate()?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    Ok(String::from_utf8(text)?)
}

/// Takes out what speaks to Rust only: `# Safety` parts and the brackets of
/// links. Other headings become a word with a colon.
fn for_c(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut skipping = false;
    for line in text.lines() {
        let heading = line.trim_start().strip_prefix("* # ");
        if heading.is_some() || line.contains("*/") {
            skipping = heading == Some("Safety");
            while out.last().is_some_and(|line| line.trim() == "*") {
                out.pop();
            }
        }
        if skipping {
            continue;
        }
        if heading.is_some() {
            let word = line.replacen("# ", "", 1) + ":";
            out.push(word.split('*').next().unwrap_or_default().to_string() + "*");
            out.push(word);
        } else {
            out.push(line_for_c(line));
        }
    }
    one_line(&(out.join("\n") + "\n"))
}

/// A line without the brackets of links, without `struct` where the name of
/// the type alone will do, and with parentheses around a negative number.
fn line_for_c(line: &str) -> String {
    let line = line.replace("[`", "").replace("`]", "");
    match line.rsplit_once(' ') {
        Some((head, number)) if head.starts_with("#define") && number.starts_with('-') => format!("{head} ({number})"),
        _ if line.starts_with("typedef") => line,
        _ => line.replace("struct amiwire_", "amiwire_"),
    }
}

/// Comments of one short line, on one line.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let middle = lines.get(at + 1).and_then(|line| line.trim_start().strip_prefix("* "));
        let closed = lines.get(at + 2).is_some_and(|line| line.trim() == "*/");
        match middle {
            Some(text) if line.trim() == "/**" && closed && line.len() + text.len() < 77 => {
                out += &format!("{line} {text} */\n");
                at += 3;
            }
            _ => {
                out += line;
                out += "\n";
                at += 1;
            }
        }
    }
    out
}

/// At most one empty line in a row.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() || !out.ends_with("\n\n") {
            out += line;
            out += "\n";
        }
    }
    out
}
