//! The fuzz targets and their kept inputs. An archive a target is what the tree
//! holds; the folders of single files are there only while fuzzing.

mod pack;
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use xshell::Shell;

#[path = "../../../fuzz/archive.rs"]
mod archive;

use archive::Input;

/// Runs the fuzz targets, and keeps the inputs that they found.
#[derive(Args)]
pub struct Fuzz {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs targets, one after the other, from their kept inputs.
    Run {
        /// Which ones; all without a name.
        targets: Vec<String>,
        /// How long each of them runs.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// How many processes fuzz a target at a time.
        #[arg(long, default_value_t = 1)]
        jobs: u16,
    },
    /// Adds what was found to the archives.
    Pack {
        /// Of which targets; of all without a name.
        targets: Vec<String>,
        /// Keeps only inputs that reach something the others do not, and those
        /// that were added by hand.
        #[arg(long)]
        minimise: bool,
    },
    /// Puts the kept inputs into folders, as cargo-fuzz wants them.
    Unpack {
        /// Of which targets; of all without a name.
        targets: Vec<String>,
    },
    /// Shows the targets, what each must show, and what is kept for it.
    List,
    /// Adds files to the archive of a target, such as one that a target failed by.
    Add {
        /// The target.
        target: String,
        /// The files. Their names are kept, and `pack --minimise` keeps them, too.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// The folder of the fuzz targets.
struct Folder {
    path: PathBuf,
    targets: Vec<String>,
}

impl Fuzz {
    /// Does what was asked for in the tree at `root`.
    pub fn run(self, shell: &Shell, root: &Path) -> Result<()> {
        let folder = Folder::open(root.join("fuzz"))?;
        match self.command {
            Command::Run { targets, seconds, jobs } => {
                run::run(&folder, shell, &folder.chosen(targets)?, seconds, jobs)
            }
            Command::Pack { targets, minimise } => {
                for target in folder.chosen(targets)? {
                    if minimise {
                        run::minimise(&folder, shell, &target)?;
                    } else {
                        folder.grow(&target, &folder.loose(&target)?)?;
                    }
                }
                Ok(())
            }
            Command::Unpack { targets } => {
                folder.chosen(targets)?.iter().try_for_each(|target| folder.unpack(target).map(drop))
            }
            Command::List => folder.list(),
            Command::Add { target, files } => {
                let target = folder.chosen(vec![target])?.remove(0);
                let inputs = files.iter().map(|file| {
                    let name = file.file_name().and_then(|name| name.to_str());
                    let name = name.with_context(|| format!("{}: no name for an input", file.display()))?.to_string();
                    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
                    Ok(Input { name, bytes })
                });
                folder.grow(&target, &inputs.collect::<Result<Vec<_>>>()?)
            }
        }
    }
}

impl Folder {
    fn open(path: PathBuf) -> Result<Folder> {
        let targets = archive::targets(&path).map_err(|error| anyhow!(error))?;
        Ok(Folder { path, targets })
    }

    /// These targets, or all.
    fn chosen(&self, names: Vec<String>) -> Result<Vec<String>> {
        if let Some(name) = names.iter().find(|name| !self.targets.contains(name)) {
            bail!("{name} is none of the targets: {}", self.targets.join(", "));
        }
        Ok(if names.is_empty() { self.targets.clone() } else { names })
    }

    /// What the archive of a target holds; nothing where there is none yet.
    fn kept(&self, target: &str) -> Result<Vec<Input>> {
        let path = archive::path(&self.path, target);
        if !path.exists() {
            return Ok(Vec::new());
        }
        archive::read(&path).map_err(|error| anyhow!(error))
    }

    /// The folder of a target's single files.
    fn files(&self, target: &str) -> PathBuf {
        self.path.join("corpus").join(target)
    }

    /// What lies in that folder.
    fn loose(&self, target: &str) -> Result<Vec<Input>> {
        let folder = self.files(target);
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{}: nothing was unpacked or found there", folder.display()))?;
        let mut inputs = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).context("no name for an input")?.to_string();
            inputs.push(Input { name, bytes: fs::read(&path)? });
        }
        Ok(inputs)
    }

    /// Puts the kept inputs of a target beside what lies in its folder already.
    fn unpack(&self, target: &str) -> Result<Vec<Input>> {
        let (folder, kept) = (self.files(target), self.kept(target)?);
        fs::create_dir_all(&folder)?;
        kept.iter().try_for_each(|input| fs::write(folder.join(&input.name), &input.bytes))?;
        Ok(kept)
    }

    /// Adds inputs to those that are kept. What is there already is not kept twice.
    fn grow(&self, target: &str, more: &[Input]) -> Result<()> {
        let mut inputs = self.kept(target)?;
        let mut bytes: BTreeSet<_> = inputs.iter().map(|input| input.bytes.clone()).collect();
        for input in more {
            if !bytes.insert(input.bytes.clone()) {
                continue;
            }
            if inputs.iter().any(|kept| kept.name == input.name) {
                bail!("{target} keeps another input named {}", input.name);
            }
            inputs.push(input.clone());
        }
        self.write(target, inputs)
    }

    /// Writes the archive of a target, if all of them stay small.
    fn write(&self, target: &str, inputs: Vec<Input>) -> Result<()> {
        let before = self.kept(target)?.len();
        let (now, packed) = (inputs.len(), pack::packed(inputs)?);
        let others = self.targets.iter().filter(|other| *other != target);
        let sizes = others.map(|other| fs::metadata(archive::path(&self.path, other)).map_or(0, |file| file.len()));
        let whole = sizes.sum::<u64>() + packed.len() as u64;
        if whole > pack::MOST {
            bail!("with {now} inputs for {target} the archives take {whole} bytes, which is more than {}", pack::MOST);
        }
        let path = archive::path(&self.path, target);
        let beside = path.with_extension("new");
        fs::write(&beside, &packed)?;
        fs::rename(&beside, &path)?;
        println!("{target}: {now} inputs, {before} before; {} bytes, {whole} of all archives", packed.len());
        Ok(())
    }

    fn list(&self) -> Result<()> {
        for target in &self.targets {
            let path = archive::path(&self.path, target);
            let (kept, size) = (self.kept(target)?, fs::metadata(&path).map_or(0, |file| file.len()));
            let bytes: usize = kept.iter().map(|input| input.bytes.len()).sum();
            println!("{target}: {} inputs of {bytes} bytes, packed {size}; words of {}", kept.len(), words(target));
            let source = fs::read_to_string(self.path.join(format!("targets/{target}.rs")))?;
            println!("    {}", source.lines().next().unwrap_or_default().trim_start_matches("//! "));
        }
        Ok(())
    }
}

/// The dictionary of a target.
fn words(target: &str) -> &'static str {
    match target {
        "chunks" | "parse" | "kernels" => "ami.dict",
        "values" => "values.dict",
        _ => "names.dict",
    }
}
