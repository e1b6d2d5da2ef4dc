//! What cargo says of the workspace.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

/// A package of the workspace.
pub struct Package {
    pub name: String,
    pub version: String,
    /// Whether it is for others, too.
    pub published: bool,
    /// The names of its features.
    pub features: Vec<String>,
}

/// The workspace.
pub struct Workspace {
    /// Where cargo builds.
    pub target: PathBuf,
    pub packages: Vec<Package>,
}

impl Workspace {
    /// Asks cargo.
    pub fn read(shell: &Shell) -> anyhow::Result<Self> {
        let text = cmd!(shell, "cargo metadata --no-deps --locked --format-version 1").quiet().read()?;
        let metadata: Value = serde_json::from_str(&text)?;
        let target = metadata["target_directory"].as_str().context("no target_directory")?.into();
        let packages = metadata["packages"].as_array().context("no packages")?.iter().map(package);
        Ok(Self { target, packages: packages.collect::<anyhow::Result<_>>()? })
    }

    /// The library.
    pub fn library(&self) -> anyhow::Result<&Package> {
        self.packages.iter().find(|package| package.name == "amiwire").context("no package amiwire")
    }
}

fn package(package: &Value) -> anyhow::Result<Package> {
    let text = |name| package[name].as_str().map(String::from).with_context(|| format!("a package without {name}"));
    let features: Vec<String> = package["features"].as_object().context("no features")?.keys().cloned().collect();
    ensure!(package.get("publish").is_some(), "cargo does not say what is published");
    Ok(Package { name: text("name")?, version: text("version")?, published: package["publish"].is_null(), features })
}
