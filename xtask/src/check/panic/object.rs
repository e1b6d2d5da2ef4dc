//! What compiled files hold.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use object::read::archive::ArchiveFile;
use object::read::{RelocationTarget, SectionKind, SymbolKind};
use object::{File, Object, ObjectSection, ObjectSymbol, RelocationFlags, elf};
use rustc_demangle::demangle;

/// What the symbol of each row begins with.
const ROW: &str = "proved ";

/// The functions of an archive that call into the panicking part of core, which
/// itself is left out.
pub fn culprits(archive: &[u8]) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for member in ArchiveFile::parse(archive)?.members() {
        // Beside objects there may be a list of names.
        let Ok(file) = File::parse(member?.data(archive)?) else { continue };
        for section in file.sections().filter(|section| section.kind() == SectionKind::Text) {
            let functions: BTreeMap<u64, &str> = file
                .symbols()
                .filter(|symbol| symbol.section_index() == Some(section.index()) && symbol.kind() == SymbolKind::Text)
                .filter_map(|symbol| Some((symbol.address(), symbol.name().ok()?)))
                .collect();
            for (offset, relocation) in section.relocations() {
                if called(&file, relocation.target()).is_some_and(panics)
                    && let Some((_, function)) = functions.range(..=offset).next_back()
                {
                    found.insert(format!("{:#}", demangle(function)));
                }
            }
        }
    }
    found.retain(|name| !name.trim_start_matches('<').starts_with("core::"));
    Ok(found.into_iter().collect())
}

/// The name of a called function; that of its section, where it is called so.
fn called<'a>(file: &File<'a>, target: RelocationTarget) -> Option<&'a str> {
    let RelocationTarget::Symbol(symbol) = target else { return None };
    let symbol = file.symbol_by_index(symbol).ok()?;
    if symbol.kind() == SymbolKind::Section {
        return file.section_by_index(symbol.section_index()?).ok()?.name().ok();
    }
    symbol.name().ok()
}

/// Whether a mangled name is of a part of core that panics.
fn panics(name: &str) -> bool {
    let parts = ["9panicking", "6option", "6result", "5slice5index", "3str"];
    name.split("4core").skip(1).any(|rest| parts.iter().any(|part| rest.starts_with(part)))
}

/// The rows of a linked file's table: each must lead into its code.
pub fn rows(linked: &[u8]) -> Result<BTreeSet<String>> {
    let file = File::parse(linked)?;
    let code: Vec<_> = file
        .sections()
        .filter(|section| section.kind() == SectionKind::Text)
        .map(|section| section.address()..section.address() + section.size())
        .collect();
    // What the loader puts at a place: an address in this file.
    let points: BTreeMap<u64, i64> = file
        .dynamic_relocations()
        .context("the linked file has no table of relocations")?
        .filter(|(_, relocation)| relative(relocation.flags()))
        .map(|(place, relocation)| (place, relocation.addend()))
        .collect();
    let mut rows = BTreeSet::new();
    for symbol in file.dynamic_symbols() {
        let Some(name) = symbol.name()?.strip_prefix(ROW) else { continue };
        let to = points.get(&symbol.address()).and_then(|to| u64::try_from(*to).ok());
        if !to.is_some_and(|to| code.iter().any(|code| code.contains(&to))) {
            bail!("no code for {name}");
        }
        rows.insert(name.trim().to_owned());
    }
    Ok(rows)
}

fn relative(flags: RelocationFlags) -> bool {
    matches!(flags, RelocationFlags::Elf { r_type } if r_type == elf::R_X86_64_RELATIVE || r_type == elf::R_AARCH64_RELATIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_panic_are_known_by_both_manglings() {
        for name in [
            "_ZN4core9panicking18panic_bounds_check17h0123456789abcdefE",
            "_RNvNtCs123_4core9panicking5panic",
            ".text._ZN4core6option13unwrap_failed17h0123456789abcdefE",
            "_RNvNtNtCs123_4core5slice5index16slice_index_fail",
        ] {
            assert!(panics(name), "{name}");
        }
        for name in ["memcpy", "_ZN4core3mem4swap17h0123456789abcdefE", "_RNvNtCs1_7amiwire4core9panic"] {
            assert!(!panics(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_file_of_that_kind_is_an_error() {
        assert!(culprits(b"nothing").is_err());
        assert!(rows(b"").is_err());
    }
}
