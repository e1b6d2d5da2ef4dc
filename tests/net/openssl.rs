//! Peers that rustls cannot be, played by the `openssl` command: old versions
//! and ciphers, small keys, certificates as people make them by hand. Where the
//! command is missing these tests say that they are skipped.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use amiwire::Status;
use amiwire::net::tls::{Pin, TlsClient, TlsOptions, TlsTransport, Trust};
use amiwire::net::{NetError, TcpTransport, Transport};

use crate::certificates::Scratch;
use crate::peers::{read_all, soon, to, write_all};

/// Whether there is an openssl to play the peer.
fn missing() -> bool {
    let missing = Command::new("openssl").arg("version").output().is_err();
    if missing {
        println!("skipped: no openssl command on this machine");
    }
    missing
}

fn openssl(args: &[&str], dir: &Path) -> String {
    let output = Command::new("openssl").args(args).current_dir(dir).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {args:?}: {text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A certificate as the usual recipes make it, in `cert.pem` and `key.pem`.
struct Made {
    dir: Scratch,
    pin: Pin,
}

impl Made {
    /// `openssl req -x509`: signed by itself, an authority.
    fn usual(bits: u32) -> Self {
        let dir = Scratch::new();
        let key = format!("rsa:{bits}");
        let req = [
            "req",
            "-x509",
            "-newkey",
            &key,
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "30",
            "-subj",
            "/O=Amiwire's tests/CN=pbx.example",
        ];
        openssl(&req, dir.path());
        Self::with_pin(dir)
    }

    /// X.509 v1: a request signed by its own key, without extensions. What
    /// signs it must not add any by itself, as later openssls do.
    fn version_1() -> Option<Self> {
        let dir = Scratch::new();
        let req = [
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "req.pem",
            "-subj",
            "/CN=pbx.example",
        ];
        openssl(&req, dir.path());
        let sign = ["x509", "-req", "-in", "req.pem", "-signkey", "key.pem", "-out", "cert.pem", "-days", "30"];
        openssl(&sign, dir.path());
        let text = openssl(&["x509", "-in", "cert.pem", "-noout", "-text"], dir.path());
        if !text.contains("Version: 1 ") {
            println!("skipped: this openssl makes no certificates of version 1");
            return None;
        }
        Some(Self::with_pin(dir))
    }

    fn with_pin(dir: Scratch) -> Self {
        let print = ["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256"];
        let pin = Pin::parse(&openssl(&print, dir.path())).unwrap();
        Made { dir, pin }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("cert.pem")
    }

    fn connect(&self, trust: Trust, server: &[&str]) -> Result<(TlsTransport, Server), NetError> {
        let server = Server::start(self, server);
        let client = TlsClient::new(&TlsOptions::new(trust)).unwrap();
        let tcp = TcpTransport::connect(&to(server.address), soon()).unwrap();
        Ok((client.connect(tcp, "pbx.example", soon())?, server))
    }

    #[track_caller]
    fn refused(&self, trust: Trust, server: &[&str], status: Status) {
        let error = self.connect(trust, server).map(drop).expect_err("accepted");
        assert_eq!(error.status, status, "{error}");
    }
}

/// `openssl s_server` on a port of its own choice, answering each line with
/// the same line backwards.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(made: &Made, options: &[&str]) -> Self {
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-rev"])
            .args(["-cert", "cert.pem", "-key", "key.pem"])
            .args(options)
            .current_dir(made.dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It prints "ACCEPT 127.0.0.1:40123" when it is ready.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ")?.trim().parse().ok())
            .expect("openssl s_server does not start");
        // Who prints must be read.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn talks(met: Result<(TlsTransport, Server), NetError>, version: &str) {
    let (tls, _server) = met.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(tls.version(), version);
    write_all(&tls, b"gniP :noitcA\n").unwrap();
    let mut got = Vec::new();
    let mut buf = [0; 100];
    while !got.ends_with(b"\n") {
        let n = tls.read(&mut buf, soon()).unwrap();
        assert_ne!(n, 0);
        got.extend_from_slice(&buf[..n]);
    }
    assert_eq!(got, b"Action: Ping\n");
}

const BOTH: [(&str, &str); 2] = [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")];

#[test]
fn the_usual_recipe_is_accepted_by_file_and_by_pin() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    for (option, version) in BOTH {
        talks(made.connect(Trust::CaFile(made.file()), &[option]), version);
        talks(made.connect(Trust::Pin(made.pin), &[option]), version);
        talks(made.connect(Trust::Insecure, &[option]), version);
    }
}

#[test]
fn version_1_with_an_rsa_key_is_accepted_by_file_and_by_pin() {
    if missing() {
        return;
    }
    let Some(made) = Made::version_1() else {
        return;
    };
    for (option, version) in BOTH {
        talks(made.connect(Trust::CaFile(made.file()), &[option]), version);
        talks(made.connect(Trust::Pin(made.pin), &[option]), version);
        talks(made.connect(Trust::Insecure, &[option]), version);
        let other = Made::usual(2048);
        made.refused(Trust::Pin(other.pin), &[option], Status::CertificatePin);
        made.refused(Trust::CaFile(other.file()), &[option], Status::CertificateBad);
    }
}

#[test]
fn a_small_rsa_key_is_unsupported_unless_nothing_is_checked() {
    if missing() {
        return;
    }
    let made = Made::usual(1024);
    for (option, version) in BOTH {
        let options = [option, "-cipher", "DEFAULT@SECLEVEL=0"];
        made.refused(Trust::Pin(made.pin), &options, Status::TlsUnsupported);
        made.refused(Trust::CaFile(made.file()), &options, Status::TlsUnsupported);
        made.refused(Trust::Pin(Pin([0; 32])), &options, Status::CertificatePin);
        talks(made.connect(Trust::Insecure, &options), version);
    }
}

#[test]
fn old_versions_and_static_rsa_are_unsupported() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    for options in [
        ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
        ["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "AES128-SHA"],
        ["-tls1_2", "-cipher", "AES256-GCM-SHA384"],
        ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"],
    ] {
        made.refused(Trust::Pin(made.pin), &options, Status::TlsUnsupported);
    }
}

#[test]
fn a_server_that_wants_a_certificate_of_ours_refuses_us() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    // In TLS 1.3 the client learns of it only when it reads.
    for (option, _) in BOTH {
        let outcome = made
            .connect(Trust::Pin(made.pin), &[option, "-Verify", "1"])
            .and_then(|(tls, _server)| read_all(&tls).map(drop));
        let error = outcome.unwrap_err();
        assert!([Status::TlsHandshake, Status::TlsUnsupported, Status::TlsBroken].contains(&error.status), "{error}");
    }
}
