//! `amiwire sim`: an exchange to try things on.

use std::fs;
use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use amiwire_sim::{Certificate, Config, Permit, Rights, Simulator, Tls, User};

use crate::failure::Failure;

/// Play a UCM6XXX exchange that clients can log in to
///
/// It follows the exchange's guide: phones PJSIP/1000 to PJSIP/1009, every
/// number behind the trunk, the queue 6500. Without options it listens on TCP
/// 127.0.0.1:7777 and knows the guide's user ucmamiuser1 with the secret
/// test123, who may log in from this machine only and has all privileges.
///
/// When it listens it prints a line for each listener, with the port that it
/// got:
///
///   listening on tcp 127.0.0.1:7777
///   listening on tls 127.0.0.1:5039
///   certificate sha256 0f1e...
///
/// It runs until it is ended by a signal. Do not let others reach it: it is
/// made for trying, not for guarding anything.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Listen on this address of this machine
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Listen for plain connections on this port; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 7777)]
    port: u16,
    /// Listen for TLS on this port, if there is a certificate; 0 takes a free
    /// one
    #[arg(long, value_name = "PORT", default_value_t = 5039)]
    tls_port: u16,
    /// The certificate for TLS, and those that vouch for it, in PEM form
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// The certificate's private key in PEM form
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Make a self-signed certificate for localhost, write it and its key to
    /// ami_certificate.pem and ami_private.pem in this folder, and use it. Files
    /// that are there are not overwritten: use them by --certificate and --key
    #[arg(long, value_name = "DIR", conflicts_with = "certificate")]
    make_certificate: Option<PathBuf>,
    /// The user's name
    #[arg(long, value_name = "NAME", default_value = "ucmamiuser1")]
    user: String,
    /// The user's secret
    #[arg(long, value_name = "SECRET", default_value = "test123", hide_default_value = true)]
    secret: String,
    /// Let the user log in from here only, such as 192.168.40.0/255.255.255.0
    /// or ::1/128; may be given several times. Without it, from this machine
    #[arg(long, value_name = "ADDRESS/MASK")]
    permit: Vec<Permit>,
    /// The user's privileges: all, or some of originate, call, cdr, agent, cc,
    /// dtmf, dialplan, reporting, user, security, with commas between
    #[arg(long, value_name = "LIST", default_value = "all", value_parser = Rights::listed)]
    privilege: Rights,
    /// Close connections that have not logged in after so long
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    login_limit: Duration,
    /// Let calls take so long from one step to the next (ringing, answered)
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = seconds)]
    pace: Duration,
    /// End calls that nobody hangs up after so long
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    call_limit: Duration,
    /// Add a Timestamp to events
    #[arg(long)]
    timestamps: bool,
    /// When it listens, write a line for each listener to this file: tcp or
    /// tls, a blank, address and port
    #[arg(long, value_name = "FILE")]
    ports_file: Option<PathBuf>,
    /// Tell of connections and requests on standard error, without secrets
    #[arg(long, short)]
    verbose: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Runs the exchange; it comes back only when that cannot go on.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let (tls, pin) = tls(&args)?;
    let user = User::local(&args.user, &args.secret, "").map_err(Failure::Usage)?;
    let permit = if args.permit.is_empty() { user.permit.clone() } else { args.permit };
    let config = Config {
        users: vec![User { permit, rights: args.privilege, ..user }],
        tcp: Some(SocketAddr::new(args.host, args.port)),
        tls,
        login_limit: args.login_limit,
        pace: args.pace,
        call_limit: args.call_limit,
        timestamp_events: args.timestamps,
        log: args.verbose.then(|| Box::new(log) as _),
        ..Config::default()
    };
    let simulator = Simulator::start(config).map_err(|error| {
        Failure::Input(format!("sim on {}, ports {} and {}", args.host, args.port, args.tls_port), error.to_string())
    })?;
    let listeners = [("tcp", simulator.tcp_address()), ("tls", simulator.tls_address())];
    let listeners = listeners.into_iter().filter_map(|(kind, address)| Some(format!("{kind} {}\n", address?)));
    let listeners: Vec<String> = listeners.collect();
    if let Some(file) = &args.ports_file {
        write_whole(file, &listeners.concat()).map_err(|error| input(file, &error))?;
    }
    let mut out = io::stdout().lock();
    for listener in &listeners {
        write!(out, "listening on {listener}")?;
    }
    if let Some(pin) = pin {
        writeln!(out, "certificate sha256 {pin}")?;
    }
    out.flush()?;
    drop(out);
    simulator.wait().map_err(|error| Failure::Input("sim".into(), error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// The TLS listener, if there is a certificate, and the pin of one that was
/// made.
fn tls(args: &Args) -> Result<(Option<Tls>, Option<String>), Failure> {
    let address = SocketAddr::new(args.host, args.tls_port);
    if let Some(folder) = &args.make_certificate {
        let made = Certificate::for_localhost().map_err(|error| input(folder, &error))?;
        made.write(folder).map_err(|error| input(folder, &error))?;
        let tls = Tls { address, certificate: made.certificate.into(), key: made.key.into() };
        return Ok((Some(tls), Some(made.pin)));
    }
    let (Some(certificate), Some(key)) = (&args.certificate, &args.key) else { return Ok((None, None)) };
    let read = |file: &PathBuf| fs::read(file).map_err(|error| input(file, &error));
    Ok((Some(Tls { address, certificate: read(certificate)?, key: read(key)? }), None))
}

/// Writes a file that others wait for: they find it whole or not at all.
fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    fs::write(&part, text)?;
    fs::rename(&part, file)
}

fn input(path: &Path, error: &io::Error) -> Failure {
    Failure::Input(path.display().to_string(), error.to_string())
}

fn log(line: &str) {
    // Nothing can be done where standard error is closed.
    let _ = writeln!(io::stderr(), "{line}");
}
