//! `amiwire sim`, started as a script starts it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use crate::{amiwire, run};

/// Ends the exchange, however the test ends.
struct Exchange(Child);

impl Drop for Exchange {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn it_tells_its_ports_and_logs_no_secret() {
    let folder = folder("sim");
    let ports = folder.join("ports");
    let (folder, ports_file) = (folder.to_str().unwrap(), ports.to_str().unwrap());
    let arguments = ["--port", "0", "--tls-port", "0", "--make-certificate", folder, "--ports-file", ports_file];
    let user = ["--user", "someone11", "--secret", "s3cr3t", "--permit", "127.0.0.1/255.255.255.255"];
    let rest = ["--privilege", "call,originate", "--login-limit", "0.5", "--verbose"];
    let mut command = amiwire(&["sim"]);
    let mut exchange = Exchange(command.args(arguments).args(user).args(rest).spawn().unwrap());
    let mut lines = BufReader::new(exchange.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let tcp = lines.next().unwrap().strip_prefix("listening on tcp ").unwrap().to_string();
    let tls = lines.next().unwrap().strip_prefix("listening on tls ").unwrap().to_string();
    let pin = lines.next().unwrap().strip_prefix("certificate sha256 ").unwrap().to_string();
    assert_eq!(std::fs::read_to_string(&ports).unwrap(), format!("tcp {tcp}\ntls {tls}\n"));
    assert!(pin.len() == 64 && Path::new(folder).join("ami_private.pem").is_file());

    let mut client = TcpStream::connect(&tcp).unwrap();
    client.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut silent = TcpStream::connect(&tcp).unwrap();
    client.write_all(b"action: login\nusername: someone11\nsecret: s3cr3t\n\naction: logoff\n\n").unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert!(said.contains("Authentication accepted") && said.ends_with("Thanks for all the fish.\r\n\r\n"), "{said}");
    let mut said = String::new();
    silent.read_to_string(&mut said).unwrap();
    assert_eq!(said, "Asterisk Call Manager/2.7.0\r\n");

    let mut log = exchange.0.stderr.take().unwrap();
    drop(exchange);
    let mut logged = String::new();
    log.read_to_string(&mut logged).unwrap();
    assert!(logged.contains("#1 action: login | username: someone11 | secret: ***\n"), "{logged}");
    assert!(logged.contains("#2 no login in time\n") && !logged.contains("s3cr3t"), "{logged}");
}

#[test]
fn what_it_cannot_do_is_told() {
    let nothing = folder("sim-nothing").join("nothing.pem");
    let nothing = nothing.to_str().unwrap();
    let keys = folder("sim-keys");
    std::fs::write(keys.join("ami_private.pem"), "a key").unwrap();
    let keys = keys.to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, code, text) in [
        (&["--privilege", "call,system"][..], 2, "no privilege \"system\""),
        (&["--permit", "localhost"], 2, "no address with a mask"),
        (&["--certificate", nothing], 2, "--key"),
        (&["--login-limit=-1"], 2, "negative"),
        (&["--certificate", nothing, "--key", nothing], 1, "nothing.pem"),
        (&["--make-certificate", "/dev/null/x"], 1, "/dev/null/x"),
        // Also where it were written, the port ends it.
        (&["--make-certificate", keys, "--port", &port], 1, "ami_private.pem exists and is not overwritten"),
        (&["--port", &port], 1, &port),
    ] {
        let output = run(amiwire(&["sim"]).args(arguments), b"");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(text), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(std::fs::read_to_string(Path::new(keys).join("ami_private.pem")).unwrap(), "a key");
}
