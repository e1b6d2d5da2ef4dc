//! How large things are, each with its limit: the stripped shared libraries,
//! and what packets, readers and sessions take in memory. What is found goes
//! to the output, one `size<TAB>WHAT<TAB>BYTES<TAB>LIMIT` a line.
//!
//! The limits of the libraries stand here. Those of what lies in memory are the
//! C interface's own, so that they stand with the program that measures it,
//! `benches/instructions/src/sizes.rs`.

use anyhow::{Context, bail, ensure};
use xshell::{Shell, cmd};

/// One build of a C library.
struct Library {
    name: &'static str,
    profile: &'static str,
    features: &'static str,
    /// For rustc, beside the features.
    flags: &'static [&'static str],
    what: &'static str,
    limit: u64,
}

const KIB: u64 = 1024;

const LIBRARIES: &[Library] = &[
    Library {
        name: "amiwire-core",
        profile: "core",
        features: "names values",
        flags: &["--cfg", "amiwire_core_lib"],
        what: "core and session, names, values",
        limit: 320 * KIB,
    },
    Library {
        name: "amiwire",
        profile: "release",
        features: "net names values",
        flags: &[],
        what: "with TCP",
        limit: 900 * KIB,
    },
    Library {
        name: "amiwire",
        profile: "release",
        features: "tls names values",
        flags: &[],
        what: "with TLS",
        limit: 24 * KIB * KIB / 10,
    },
];

/// Where the libraries are built, apart from those of `make lib`.
const OUT: &str = "build/sizes";

/// A size, and what it may be.
struct Size {
    what: String,
    bytes: u64,
    limit: u64,
}

impl Size {
    /// One line of the output.
    fn row(&self) -> String {
        format!("size\t{}\t{}\t{}", self.what, self.bytes, self.limit)
    }

    /// The same out of a line.
    fn from_row(row: &str) -> anyhow::Result<Self> {
        let fields: Vec<&str> = row.split('\t').collect();
        let ["size", what, bytes, limit] = fields[..] else { bail!("this is no size: {row}") };
        Ok(Self { what: what.into(), bytes: bytes.parse()?, limit: limit.parse()? })
    }
}

/// What is too large, one sentence each. A size of nothing was not measured.
fn complaints(sizes: &[Size]) -> Vec<String> {
    let wrong = sizes.iter().filter(|size| size.bytes == 0 || size.bytes > size.limit);
    wrong.map(|size| format!("{}: {} bytes, where {} are the limit", size.what, size.bytes, size.limit)).collect()
}

/// Builds the library and strips a copy of it.
fn measure(shell: &Shell, library: &Library) -> anyhow::Result<Size> {
    let Library { name, profile, features, flags, what, limit } = *library;
    let built = cmd!(shell, "tools/library.sh {name} {OUT} {profile} {features} {flags...}")
        .quiet()
        .ignore_status()
        .output()?;
    ensure!(built.status.success(), "lib{name}, {what}: {}", String::from_utf8_lossy(&built.stderr));
    cmd!(shell, "strip -o {OUT}/stripped {OUT}/lib{name}.so.0").quiet().run()?;
    let stripped = shell.current_dir().join(OUT).join("stripped");
    let bytes = std::fs::metadata(&stripped).with_context(|| stripped.display().to_string())?.len();
    Ok(Size { what: format!("lib{name}.so.0, stripped, {what}"), bytes, limit })
}

/// What lies in memory, as a program finds that is built as the library is.
fn in_memory(shell: &Shell) -> anyhow::Result<Vec<Size>> {
    let target = shell.var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into()) + "/instructions";
    let manifest = "benches/instructions/Cargo.toml";
    cmd!(shell, "cargo build --quiet --release --locked --manifest-path {manifest} --target-dir {target}")
        .quiet()
        .run()?;
    // It fails when something is over; which is, the rows say.
    let rows = cmd!(shell, "{target}/release/amiwire-instructions sizes").quiet().ignore_status().read()?;
    let sizes = rows.lines().map(Size::from_row).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(!sizes.is_empty(), "nothing in memory was measured");
    Ok(sizes)
}

/// Measures all of it, and fails when something is over its limit.
pub fn check(shell: &Shell) -> anyhow::Result<()> {
    shell.create_dir(OUT)?;
    let mut sizes = Vec::new();
    for library in LIBRARIES {
        sizes.push(measure(shell, library)?);
    }
    sizes.extend(in_memory(shell)?);
    for size in &sizes {
        println!("{}", size.row());
    }
    let complaints = complaints(&sizes);
    ensure!(complaints.is_empty(), "over the limit:\n{}", complaints.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_limit_or_was_not_measured_is_named() {
        let rows = ["size\ta\t320\t320", "size\tb\t321\t320", "size\tc\t0\t320"];
        let sizes: Vec<Size> = rows.iter().map(|row| Size::from_row(row).unwrap()).collect();
        assert_eq!(
            complaints(&sizes),
            ["b: 321 bytes, where 320 are the limit", "c: 0 bytes, where 320 are the limit"]
        );
        assert_eq!(sizes[1].row(), rows[1]);
        assert!(Size::from_row("size\tb\t321").is_err());
    }
}
