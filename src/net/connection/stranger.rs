//! What a peer is that does not greet as a manager does, as far as its first bytes
//! show it: most often the port is that of another service.

use std::format;
use std::string::String;

use crate::packet::Greeting;
use crate::reader::never_greets;

/// How the first bytes of other services begin, and what to say of them.
const SERVICES: &[(&[u8], &str)] = &[
    (b"HTTP/", "this is an HTTP server; give the port of AMI, not that of the web interface"),
    (b"<!DOCTYPE", "this is an HTTP server; give the port of AMI, not that of the web interface"),
    (b"<html", "this is an HTTP server; give the port of AMI, not that of the web interface"),
    (b"SSH-", "this is an SSH server; give the port of AMI"),
    (b"SIP/", "this is a SIP server; give the port of AMI"),
    (b"RTSP/", "this is an RTSP server; give the port of AMI"),
    (b"220", "this is an FTP or a mail server; give the port of AMI"),
    (b"+OK", "this is a mail server; give the port of AMI"),
    (b"* OK", "this is a mail server; give the port of AMI"),
    (b"Content-Type: auth/request", "this is the event socket of FreeSWITCH, which is another protocol"),
    (b"RFB ", "this is a VNC server; give the port of AMI"),
    // Records of TLS: an alert, a handshake.
    (b"\x15\x03", "this port speaks TLS; switch TLS on"),
    (b"\x16\x03", "this port speaks TLS; switch TLS on"),
    // The first byte of a command between terminals.
    (b"\xff", "this is a telnet server; give the port of AMI"),
];

/// Why a connection is none to a manager, by what the peer said first.
/// `any_banner` tells whether a name that is not known would do.
pub(super) fn said(bytes: &[u8], any_banner: bool) -> String {
    let begun =
        |start: &&(&[u8], &str)| bytes.get(..start.0.len()).is_some_and(|front| front.eq_ignore_ascii_case(start.0));
    let line = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    let meaning = match SERVICES.iter().find(begun) {
        Some((_, meaning)) => format!(": {meaning}"),
        None if !any_banner && !never_greets(line) && Greeting::parse(line).is_some() => {
            ": if this is an exchange with a name of its own, set the option any_banner".into()
        }
        None => String::new(),
    };
    format!("it said \"{}\"{meaning}", bytes.get(..bytes.len().min(40)).unwrap_or_default().escape_ascii())
}

/// Why nothing may have come where a manager greets at once. Servers of TLS and of
/// HTTP wait for the client to begin.
pub(super) fn silent(over_tls: bool) -> &'static str {
    match over_tls {
        false => "not a byte came, and a manager greets at once: the port may speak TLS (switch TLS on) or HTTP",
        true => "not a byte came over TLS, and a manager greets at once: the port may be that of HTTPS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_known_by_its_first_bytes() {
        for (bytes, service) in [
            (&b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"[..], "HTTP server"),
            (b"<html><head>", "HTTP server"),
            (b"<!doctype html>", "HTTP server"),
            (b"SSH-2.0-OpenSSH_9.6\r\n", "SSH server"),
            (b"SIP/2.0 400 Bad Request\r\n", "SIP server"),
            (b"220 mail.example ESMTP\r\n", "FTP or a mail server"),
            (b"* OK IMAP4 ready\r\n", "mail server"),
            (b"\x15\x03\x01\x00\x02\x02\x0a", "switch TLS on"),
            (b"\xff\xfd\x18", "telnet server"),
            (b"Content-Type: auth/request\n\n", "FreeSWITCH"),
            (b"Some PBX/1.0\r\nResponse: x", "any_banner"),
        ] {
            let text = said(bytes, false);
            assert!(text.starts_with("it said \"") && text.contains(service), "{text}");
        }
        assert_eq!(said(b"Hello\r\n", false), "it said \"Hello\\r\\n\"");
        // No hint that does not help.
        assert!(!said(b"Some PBX/1.0\r\n", true).contains("any_banner"));
        assert!(!said(b"7 PBX/1.0\r\n", false).contains("any_banner"));
        assert_eq!(said(b"", false), "it said \"\"");
        assert!(said(&[b'x'; 4096], false).len() < 60);
    }
}
