#!/usr/bin/env bash
# Runs the tests of the scan and of what stands on it on an aarch64 machine
# that qemu plays, so that the NEON kernel is held to what the others are.
#
# rustup's toolchain for another machine is not always to be had. Debian's
# rustc-web and its library for arm64 are, and go with any cargo.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=(aarch64-linux-gnu-gcc qemu-aarch64-static)
packages=(rustc-web libstd-rust-web-dev:arm64 gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static)
library=/usr/lib/rustlib/aarch64-unknown-linux-gnu/lib

all_there() {
    command -v "${tools[@]}" >/dev/null && ls "$library"/libstd-*.rlib >/dev/null 2>&1 && [ -x /usr/bin/rustc ]
}
if ! all_there; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "$(dpkg --print-architecture)" = amd64 ]; then
        echo "installing: ${packages[*]}"
        install() {
            dpkg --add-architecture arm64 && apt-get update -qq &&
                DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
        }
        # Not every mirror has packages for another machine.
        install || { echo "SKIPPED: NEON is not tested, since its tools cannot be installed here"; exit 0; }
    else
        echo "SKIPPED: NEON is not tested, for want of ${packages[*]}"
        exit 0
    fi
fi

# The same package with fewer crates for tests: the header's generator and the
# benches' harness alone would take minutes.
here=$PWD/build/neon
mkdir -p "$here"
for link in src tests benches examples; do ln -sfn "$PWD/$link" "$here/$link"; done
ln -sf "$PWD/README.md" "$here/README.md"
cp Cargo.lock "$here/"
awk '/^\[/ { dev = $0 == "[dev-dependencies]" } !dev || /^\[/ || /^(flate2|proptest) =/' Cargo.toml >"$here/Cargo.toml"
echo '[workspace]' >>"$here/Cargo.toml"

export RUSTC=/usr/bin/rustc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-C target-feature=+crt-static"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=qemu-aarch64-static
cargo test --manifest-path "$here/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-$PWD/target}/neon" \
    --target aarch64-unknown-linux-gnu --no-default-features --features "capi names values" --lib --test conformance --test properties
