//! Writing an archive: the same inputs give the same bytes.

use std::io::Write;

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::archive::Input;

/// The most bytes that all archives may have together.
pub const MOST: u64 = 3 << 19;

/// Whether libFuzzer gave that name, which is the SHA-1 of the input. Others were
/// added by hand.
pub fn is_found(name: &str) -> bool {
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The archive of these inputs: sorted by what they are, since what begins alike
/// then packs to four fifths, without a time, an owner or a name of a system.
pub fn packed(mut inputs: Vec<Input>) -> Result<Vec<u8>> {
    inputs.sort_by(|one, other| (&one.bytes, &one.name).cmp(&(&other.bytes, &other.name)));
    let mut archive = Builder::new(GzBuilder::new().mtime(0).write(Vec::new(), Compression::best()));
    for Input { name, bytes } in &inputs {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, &bytes[..])?;
    }
    let mut gzip = archive.into_inner()?;
    gzip.flush()?;
    Ok(gzip.finish()?)
}

#[cfg(test)]
mod tests {
    use super::super::archive::unpacked;
    use super::*;

    fn inputs() -> Vec<Input> {
        let named = |name: &str, bytes: &[u8]| Input { name: name.into(), bytes: bytes.into() };
        vec![named("two", b"b"), named("an-empty-one", b""), named("one", &[0; 2000]), named("zzz", b"a\0\r\n")]
    }

    #[test]
    fn what_is_packed_comes_back_in_a_fixed_order() {
        let packed = packed(inputs()).unwrap();
        let names = unpacked(&packed).unwrap().into_iter().map(|input| input.name).collect::<Vec<_>>();
        assert_eq!(names, ["an-empty-one", "one", "zzz", "two"]);
        let mut back = unpacked(&packed).unwrap();
        back.sort_by(|one, other| one.name.cmp(&other.name));
        let mut given = inputs();
        given.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(back, given);
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes() {
        let mut turned = inputs();
        turned.reverse();
        let bytes = packed(inputs()).unwrap();
        assert_eq!(packed(turned).unwrap(), bytes);
        // No name, no time; the system is unknown.
        assert_eq!(bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }

    #[test]
    fn a_broken_archive_is_an_error_and_no_shorter_one() {
        let bytes = packed(inputs()).unwrap();
        for end in 0..bytes.len() {
            let error = unpacked(&bytes[..end]).unwrap_err();
            assert!(error.starts_with("a broken archive"), "{error}");
        }
        // A bit that means nothing may change, such as the last of the stream.
        let whole = unpacked(&bytes).unwrap();
        for place in 0..8 * bytes.len() {
            let mut broken = bytes.clone();
            broken[place / 8] ^= 1 << (place % 8);
            assert!(unpacked(&broken).map_or(true, |inputs| inputs == whole), "bit {place}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        unpacked(&longer).unwrap_err();
        let no_archive = GzBuilder::new().write(Vec::new(), Compression::best());
        unpacked(&no_archive.finish().unwrap()).unwrap_err();
    }

    #[test]
    fn an_archive_with_more_than_plain_files_is_refused() {
        for (name, kind) in [
            ("../out", EntryType::Regular),
            ("a/b", EntryType::Regular),
            (".hidden", EntryType::Regular),
            ("link", EntryType::Symlink),
            ("folder", EntryType::Directory),
        ] {
            let mut header = Header::new_ustar();
            header.set_entry_type(kind);
            // Not by set_path, which refuses the first.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(0);
            header.set_cksum();
            let mut archive = Builder::new(GzBuilder::new().write(Vec::new(), Compression::best()));
            archive.append(&header, &b""[..]).unwrap();
            let packed = archive.into_inner().unwrap().finish().unwrap();
            assert_eq!(unpacked(&packed).unwrap_err(), "a broken archive: not only files", "{name}");
        }
    }

    #[test]
    fn names_of_libfuzzer_are_known() {
        assert!(is_found("0123456789abcdef0123456789abcdef01234567"));
        assert!(!is_found("crash-0123456789abcdef0123456789abcdef01234567"));
        assert!(!is_found("an-empty-last-piece"));
    }
}
