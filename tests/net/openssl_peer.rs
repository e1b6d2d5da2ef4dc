//! The `openssl` command as a peer: old versions and ciphers, small keys,
//! certificates as people make them by hand, which rustls cannot give.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use amiwire::Status;
use amiwire::net::tls::{Pin, TlsClient, TlsOptions, TlsTransport, Trust};
use amiwire::net::{NetError, TcpTransport};

use crate::certificates::Scratch;
use crate::peers::{soon, to};
use crate::skip;

/// Whether there is no openssl to play the peer, which is said.
pub(crate) fn missing() -> bool {
    let missing = Command::new("openssl").arg("version").output().is_err();
    if missing {
        skip::missing("the command openssl");
    }
    missing
}

/// Runs it and gives what it prints.
fn openssl(args: &[&str], dir: &Path) -> String {
    let output = Command::new("openssl").args(args).current_dir(dir).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {args:?}: {text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A certificate as the usual recipes make it, in `cert.pem` and `key.pem`.
pub(crate) struct Made {
    dir: Scratch,
    pub(crate) pin: Pin,
}

impl Made {
    /// `openssl req -x509`: signed by itself, an authority.
    pub(crate) fn usual(bits: u32) -> Self {
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
    pub(crate) fn version_1() -> Option<Self> {
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
            skip::missing("an openssl that makes certificates of version 1");
            return None;
        }
        Some(Self::with_pin(dir))
    }

    fn with_pin(dir: Scratch) -> Self {
        let print = ["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256"];
        let pin = Pin::parse(&openssl(&print, dir.path())).unwrap();
        Made { dir, pin }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.dir.path().join("cert.pem")
    }

    /// The folder that goes away with this.
    pub(crate) fn dir(&self) -> &Scratch {
        &self.dir
    }

    /// A copy of its certificate in another folder.
    pub(crate) fn file_in(&self, dir: &Scratch) -> PathBuf {
        dir.file("other.pem", &std::fs::read(self.file()).unwrap())
    }

    pub(crate) fn connect(&self, trust: Trust, server: &[&str]) -> Result<(TlsTransport, Server), NetError> {
        let server = Server::start(self, server);
        let client = TlsClient::new(&TlsOptions::new(trust)).unwrap();
        let tcp = TcpTransport::connect(&to(server.address), soon()).unwrap();
        Ok((client.connect(tcp, "pbx.example", soon())?, server))
    }

    #[track_caller]
    pub(crate) fn refused(&self, trust: Trust, server: &[&str], status: Status) {
        let error = self.connect(trust, server).map(drop).expect_err("accepted");
        assert_eq!(error.status, status, "{error}");
    }
}

/// `openssl s_server` on a port of its own choice, answering each line with
/// the same line backwards.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(made: &Made, options: &[&str]) -> Self {
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
