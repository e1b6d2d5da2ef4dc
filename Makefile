# amiwire: what a person types. `make help` lists it.

# The C library: what of the connector is built in (std for none of it, net,
# tls) and with which profile of Cargo.toml.
FEATURES = tls
PROFILE = release
# What every library has.
WHOLE = names values
# Which library `make install` takes: amiwire or amiwire-core.
NAME = amiwire

# Where `make install` puts things; DESTDIR goes before all of them.
PREFIX = /usr/local
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include

# CC, CXX, CFLAGS, CXXFLAGS and LDFLAGS are the environment's or the command
# line's, and go to cargo and Meson as they are. None is exported from here: to
# another CC than before, even to the same by name, cargo builds ring again.
CFLAGS ?= -O2 -g

# Where Meson builds the C and C++ tests and examples.
PROGRAMS = build/programs
# The command, whose simulator the tests and the demo speak with.
COMMAND = $(or $(CARGO_TARGET_DIR),target)/debug/amiwire
# The first Python that has pytest: Debian's need not be the one in the path.
PYTHON ?= $(shell for python in python3 /usr/bin/python3; do $$python -c "import pytest" 2>/dev/null && echo $$python && break; done)
PYTEST = PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -X dev -W error -m pytest --quiet

# The steps share cargo, which does one thing at a time.
.NOTPARALLEL:
.PHONY: help lib lib-core install uninstall gen examples demo bench performance ratios instructions sizes fuzz clean \
	command tools test lint test-rust test-doc test-c test-contract test-cpp test-python bench-python test-library test-install test-examples test-package check-panic check-neon neon-quick check-memory check-idle demo-tools check-asan hostile coverage mutants deny

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# ---- Building ---------------------------------------------------------------

lib: build/libamiwire.so.0 ## build/libamiwire.so.0, libamiwire.a, amiwire.pc (FEATURES=std|net|tls)

lib-core: build/libamiwire-core.so.0 ## build/libamiwire-core.so.0 and .a: no connector, no std, cannot panic

# What is made of each library, all at once.
made = build/lib$(1).a build/$(1).pc build/lib$(1).so.0
# What each is made from.
LIBRARY_SOURCES := $(shell find src -type f) Cargo.toml Cargo.lock tools/library.sh abi/amiwire.map abi/amiwire.pc.in

$(call made,amiwire) &: $(LIBRARY_SOURCES) build/amiwire.settings
	tools/library.sh amiwire build $(PROFILE) "$(FEATURES) $(WHOLE)"

$(call made,amiwire-core) &: $(LIBRARY_SOURCES) build/amiwire-core.settings
	tools/library.sh amiwire-core build core "$(WHOLE)" --cfg amiwire_core_lib

# How each was built last: the file is written only when that changes, so that
# another FEATURES, or another compiler, makes the library again.
build/amiwire.settings: settings = $(PROFILE) $(FEATURES) $(WHOLE)
build/amiwire-core.settings: settings = core $(WHOLE)
build/%.settings: FORCE
	@mkdir -p $(@D)
	@now="$(settings), $$CC $$LDFLAGS $$RUSTFLAGS, $$($${RUSTC:-rustc} -V)"; \
	    [ "$$now" = "$$(cat $@ 2>/dev/null)" ] || echo "$$now" >$@
FORCE:

examples: $(PROGRAMS)/build.ninja lib ## the C and C++ programs of ffi-examples, in build/programs
	ninja -C $(PROGRAMS) examples

$(PROGRAMS)/build.ninja: | lib
	meson setup $(PROGRAMS) tests

# Where `make test-rust` has just built it, it is not built again: by itself, without
# what only tests need, it is another program to cargo. No target of that name, since
# the folder may have a blank in it.
command:
	@test -x "$(COMMAND)" && test -z "$$(find src sim/src cli/src Cargo.toml sim/Cargo.toml cli/Cargo.toml Cargo.lock \
	    -type f -newer "$(COMMAND)" -print -quit)" || cargo build --quiet --package amiwire-cli

gen: ## write what is derived from other files: the header, tables, pages (cargo xtask gen --help)
	cargo xtask gen

# ---- Installing -------------------------------------------------------------

install: ## install what is built: DESTDIR= PREFIX= LIBDIR= INCLUDEDIR= NAME=
	@test -e build/$(NAME).pc || { echo "build it first: make lib (or lib-core)" >&2; exit 1; }
	install -d "$(DESTDIR)$(LIBDIR)/pkgconfig" "$(DESTDIR)$(INCLUDEDIR)/amiwire"
	install -m 644 include/amiwire.h include/amiwire_names.h include/amiwire.hpp "$(DESTDIR)$(INCLUDEDIR)/"
	install -m 644 include/amiwire/*.hpp "$(DESTDIR)$(INCLUDEDIR)/amiwire/"
	install -m 644 build/lib$(NAME).so.0 build/lib$(NAME).a "$(DESTDIR)$(LIBDIR)/"
	ln -sf lib$(NAME).so.0 "$(DESTDIR)$(LIBDIR)/lib$(NAME).so"
	sed -e 's|^prefix=.*|prefix=$(PREFIX)|' \
	    -e 's|^libdir=.*|libdir=$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e 's|^includedir=.*|includedir=$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e '/^[a-z]*=/s/ /\\ /g' build/$(NAME).pc >"$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"
	@chmod 644 "$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"
	@test -n "$(DESTDIR)" || echo "if programs do not find lib$(NAME).so.0, run ldconfig, or name its folder in LD_LIBRARY_PATH"

uninstall: ## remove what install put there, given the same variables; the headers with the last library
	rm -f "$(DESTDIR)$(LIBDIR)/lib$(NAME).so.0" "$(DESTDIR)$(LIBDIR)/lib$(NAME).so" \
	    "$(DESTDIR)$(LIBDIR)/lib$(NAME).a" "$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"
	@# Both libraries have the same headers.
	@test -e "$(DESTDIR)$(LIBDIR)/libamiwire.so.0" || test -e "$(DESTDIR)$(LIBDIR)/libamiwire-core.so.0" || { \
	    set -x; \
	    rm -rf "$(DESTDIR)$(INCLUDEDIR)/amiwire"; \
	    rm -f "$(DESTDIR)$(INCLUDEDIR)/amiwire.h" "$(DESTDIR)$(INCLUDEDIR)/amiwire_names.h" "$(DESTDIR)$(INCLUDEDIR)/amiwire.hpp"; }

# ---- Testing ----------------------------------------------------------------

# What must hold, part by part; each is a target of its own.
PARTS = tools lint test-rust test-doc test-c test-cpp test-contract test-python test-library test-install test-examples \
	test-package check-panic sizes instructions

test: ## everything that must hold (ALSO= more targets, MINUTES= how long all of it may take)
	@MAKE="$(MAKE)" tools/parts.sh $(addprefix --minutes ,$(MINUTES)) $(PARTS) $(ALSO)

tools: # what the tests need besides Rust; installs it where it may
	@tools/need.sh test

# The packages beside: nobody who builds the library downloads what they need.
BESIDE = benches/instructions benches/peers tools/panic-proof

# What `cargo doc` writes with other features is another folder's: in one, each would
# be made again.
lint: ## formatting, clippy and documentation, without a warning, and nothing derived that has drifted
	cargo xtask gen --check
	for package in . fuzz $(BESIDE); do cargo fmt --all --check --manifest-path $$package/Cargo.toml || exit 1; done
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	for package in instructions peers; do \
	    cargo clippy --locked --manifest-path benches/$$package/Cargo.toml \
	        --target-dir "$${CARGO_TARGET_DIR:-target}/$$package" -- -D warnings || exit 1; \
	done
	cargo check --quiet --locked --manifest-path fuzz/Cargo.toml --target-dir "$${CARGO_TARGET_DIR:-target}/fuzz"
	cargo xtask check-features
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --target-dir "$${CARGO_TARGET_DIR:-target}/as-it-comes"

test-rust: ## the Rust tests, with every feature and with none
	cargo build --workspace --all-features --examples
	cargo test --workspace --all-features --lib --bins --tests --benches --example simulator_in_a_test
	cargo test --no-default-features --lib
	cargo test --no-default-features --features capi --lib

# rustdoc compiles the examples whenever it runs.
test-doc: ## the examples in the documentation
	@tools/once.sh doc Cargo.toml Cargo.lock README.md src sim cli -- \
	    cargo test --quiet --workspace --all-features --doc

# Each C test as C99 and as C++11, each C++ test as C++17 and as C++20, and all of
# them under the sanitizers: tests/meson.build.
test-c: ## the C tests
test-cpp: ## the tests of amiwire.hpp
test-c test-cpp: test-%: $(PROGRAMS)/build.ninja lib
	ninja -C $(PROGRAMS) --quiet
	meson test -C $(PROGRAMS) --no-rebuild --print-errorlogs --suite $*

# With memory enough and with little. `make test-rust` does the same with a
# library that cargo builds, and with libraries that leave one check out.
test-contract: lib ## the library, called with every kind of wrong argument
	AMIWIRE_LIBRARY=build/libamiwire.so.0 cargo test --quiet --workspace --all-features --test contract

# The simulator is built with the library, so that both are of one version.
test-python: tools lib command ## the Python module, against the simulator, transcripts and recordings
	$(PYTEST) tests/python

bench-python: lib ## packets a second in Python beside panoramisk's, from PyPI
	cargo xtask bench-python

# What the next two look at, besides what they are made from themselves.
BUILT = $(call made,amiwire) $(call made,amiwire-core) include Makefile

test-library: lib lib-core ## the exported symbols, of every build of the library
	@tools/once.sh library $(BUILT) $(LIBRARY_SOURCES) abi tests/library.sh tests/panic tests/c/test.h -- \
	    tests/library.sh

test-examples: tools examples command ## the examples, against the simulator
	$(PYTEST) tests/examples

test-install: lib lib-core ## programs outside the tree, built through pkg-config
	@tools/once.sh install $(BUILT) tests/install.sh tests/install -- tests/install.sh

PUBLISHED = Cargo.toml Cargo.lock CHANGELOG.md README.md LICENSE-APACHE LICENSE-MIT src include examples sim cli xtask/src
test-package: ## what cargo would publish, and two versions of it in one Rust program
	@tools/once.sh package $(PUBLISHED) -- cargo xtask check-package
	@tools/once.sh versions $(PUBLISHED) -- cargo xtask check-versions

check-panic: ## proves by linking that the core cannot panic, if anything has changed since
	cargo xtask check-panic

check-memory: $(PROGRAMS)/build.ninja lib ## the C and C++ side under valgrind, ASan and UBSan
	ninja -C $(PROGRAMS) --quiet watched
	cargo xtask check-memory $(PROGRAMS)

check-idle: test ## a second `make test` with nothing changed compiles and links nothing
	tools/check-idle.sh

# Each is a command of `cargo xtask`, whose `--help` tells what it takes: ARGS.
check-neon: ## the core's tests on an aarch64 machine that qemu plays; installs it where it may
check-asan: ## the Rust tests under ASan
coverage: ## lines of the core that no test reaches, held against docs/uncovered.tsv
mutants: ## changes that the fast tests do not notice, held against docs/survivors.tsv
check-neon check-asan coverage mutants:
	cargo xtask $@ $(ARGS)

neon-quick: # the same without what takes qemu minutes
	cargo xtask check-neon --quick

hostile: ## a GiB of each kind of hostile bytes, in constant memory and linear work
deny: ## licences, bans and sources of the dependencies
hostile deny:
	cargo xtask check-$@ $(ARGS)

bench: ## the speed figures
	cargo bench -p amiwire-speed

performance: ## measures all that docs/performance.md tells, and writes it there
ratios: ## our speed over that of others, in one run
instructions: ## instructions of fixed work, held against the table (ARGS=--write writes it)
performance ratios instructions:
	cargo xtask bench-$@ $(ARGS)

sizes: ## of the libraries, and of what a reader takes, each with its limit
	@tools/once.sh sizes $(LIBRARY_SOURCES) benches/instructions xtask/src/sizes.rs -- cargo xtask check-sizes

SECONDS = 60
fuzz: ## each fuzz target for SECONDS=60; `cargo xtask fuzz help` tells more
	cargo xtask fuzz run --seconds $(SECONDS)

# ---- The rest ---------------------------------------------------------------

demo: build/tour command ## a C program walks through the guide, over TCP and TLS
	tools/demo.sh build/tour "$(COMMAND)"

build/tour: ffi-examples/c/tour.c include/amiwire.h include/amiwire_names.h | demo-tools lib
	$(CC) -std=c99 $(CFLAGS) -Iinclude $< -o $@ -Lbuild -lamiwire -pthread -Wl,-rpath,'$$ORIGIN'

demo-tools:
	@tools/need.sh demo

clean: ## remove what was built
	rm -rf build
	cargo clean
