#!/usr/bin/env bash
# Two versions of the crate in one Rust program, as they come about when two
# libraries that a program uses need different ones. A copy of the crate gets
# another version number; a program depends on both and calls both.
#
# The functions for C are the reason why this could fail: their names are the
# same in every version. So the control: with the feature capi in both, the
# same program must not link, or else this proves nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "tests/versions.sh: $*" >&2
    sed 's/^/    /' "$work/log" >&2
    exit 1
}

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
other=$((${version%%.*} + 1)).0.0
mkdir -p "$work/other" "$work/src"
cp -r src Cargo.toml README.md "$work/other/"
# Without what only its tests need, which stands in other folders.
awk -v version="$other" '
    /^\[/ { skip = /^\[dev-dependencies\]/ || /^\[\[/ }
    /^version = / && !done { $0 = "version = \"" version "\""; done = 1 }
    !skip' Cargo.toml >"$work/other/Cargo.toml"

# The same dependencies as the crate has, so that nothing is downloaded.
cp Cargo.lock "$work/"
cat >"$work/Cargo.toml" <<T
[package]
name = "two-versions"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[features]
capi = ["this/capi", "other/capi"]

[dependencies]
this = { package = "amiwire", path = "$PWD" }
other = { package = "amiwire", path = "other" }
T
cat >"$work/src/main.rs" <<'R'
macro_rules! titles {
    ($version:ident) => {{
        let mut reader = $version::Reader::new([0; 1024], [0; 64], $version::reader::Options::CLIENT).unwrap();
        reader.feed(b"Event: Hangup\r\n\r\n");
        let title = reader.next().unwrap().unwrap().title().to_vec();
        // The connector is in the program, too.
        let options = $version::net::Options::new("127.0.0.1", b"", b"");
        assert!($version::net::Connection::open(&$version::net::Options { port: 1, ..options }).is_err());
        String::from_utf8(title).unwrap()
    }};
}

fn main() {
    println!("{} {}", titles!(this), titles!(other));
}
R

build() {
    cargo build --offline --manifest-path "$work/Cargo.toml" --target-dir "$target/versions" "$@" >"$work/log" 2>&1
}

build || fail "two versions of the crate do not link into one program"
[ "$("$target/versions/debug/two-versions")" = "Hangup Hangup" ] || fail "the program says something else"
if build --features capi; then
    fail "two versions with the functions for C were linked: the proof proves nothing"
fi
grep -qi 'duplicate symbol.*amiwire_\|multiple definition.*amiwire_' "$work/log" || fail "it fails for another reason"
echo "tests/versions.sh: $version and $other link into one program"
