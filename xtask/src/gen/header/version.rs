//! The version of the library, which the header says.

use anyhow::{Context, Result};

use super::Tree;

/// As `Cargo.toml` has it.
pub(super) struct Version {
    pub(super) text: String,
    /// Major, minor and patch.
    parts: [u8; 3],
}

impl Version {
    pub(super) fn read(tree: &Tree) -> Result<Version> {
        let manifest: toml::Table = tree.read("Cargo.toml")?.parse().context("Cargo.toml")?;
        let package = manifest.get("workspace").and_then(|workspace| workspace.get("package"));
        let version = package.and_then(|package| package.get("version")?.as_str());
        let text = version.context("Cargo.toml gives the workspace no version")?;
        let parts: Vec<u8> =
            text.split('.').map(str::parse).collect::<Result<_, _>>().with_context(|| text.to_owned())?;
        let parts = parts.try_into().ok().with_context(|| format!("{text} has not three parts"))?;
        Ok(Version { text: text.into(), parts })
    }

    /// The constants of C.
    pub(super) fn constants(&self) -> String {
        let Version { text, parts: [major, minor, patch] } = self;
        let number = u32::from_be_bytes([0, *major, *minor, *patch]);
        format!(
            "/** The version of this header. */\n\
             #define AMIWIRE_VERSION \"{text}\"\n\
             #define AMIWIRE_VERSION_MAJOR {major}\n\
             #define AMIWIRE_VERSION_MINOR {minor}\n\
             #define AMIWIRE_VERSION_PATCH {patch}\n\
             /** The same as one number, 0xMMmmpp, to compare with in #if. */\n\
             #define AMIWIRE_VERSION_NUMBER 0x{number:06x}\n\n"
        )
    }
}
