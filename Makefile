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

# CC and CXX are make's own, cc and g++, or the environment's.
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g
# How the C tests look for misuse of memory; empty where gcc cannot do it.
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
export CC LDFLAGS

WARNINGS = -Wall -Wextra -pedantic -Wconversion -Werror
C99 = $(CC) -std=c99 $(CFLAGS) $(WARNINGS) -Iinclude
CXX11 = $(CXX) -std=c++11 $(CXXFLAGS) $(WARNINGS) -Iinclude
CXX17 = $(CXX) -std=c++17 $(CXXFLAGS) $(WARNINGS) -Iinclude
CXX20 = $(CXX) -std=c++20 $(CXXFLAGS) $(WARNINGS) -Iinclude
HEADERS = $(wildcard include/*.h include/*.hpp include/amiwire/*.hpp)
# Programs find the library in the folder above their own.
SHARED = -Lbuild -lamiwire -pthread -Wl,-rpath,'$$ORIGIN/..'
STATIC = build/libamiwire.a -pthread $$(sed -n 's/^Libs.private: *//p' build/amiwire.pc)

C_TESTS = $(patsubst tests/c/%.c,build/tests/%,$(wildcard tests/c/*.c))
# The one with OpenSSL only where that is.
HAS_OPENSSL := $(shell pkg-config --exists 'openssl >= 3' 2>/dev/null && echo yes)
EXAMPLE_SOURCES = $(filter-out $(if $(HAS_OPENSSL),,%/openssl.c),$(wildcard ffi-examples/c/*.c))
EXAMPLES = $(patsubst ffi-examples/c/%.c,build/examples/%,$(EXAMPLE_SOURCES))
CXX_TESTS = $(patsubst tests/cpp/%.cpp,build/tests/cpp-%,$(wildcard tests/cpp/*.cpp))
CXX_EXAMPLES = $(patsubst ffi-examples/cpp/%.cpp,build/examples-cpp/%,$(wildcard ffi-examples/cpp/*.cpp))

# The steps share cargo, which does one thing at a time.
.NOTPARALLEL:
.PHONY: help lib lib-core install uninstall header unsafe faults abi examples demo bench performance plot ratios instructions sizes fuzz clean \
	tools test lint test-rust test-c test-contract test-cpp test-python bench-python test-library test-install test-examples test-package check-panic test-neon check-memory check-asan hostile coverage mutants deny

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

examples: $(EXAMPLES) $(CXX_EXAMPLES) ## the C and C++ programs of ffi-examples, in build/examples and build/examples-cpp

build/examples/%: ffi-examples/c/%.c lib
	@mkdir -p $(@D)
	$(C99) $< -o $@ $(SHARED) $(if $(findstring openssl,$*),-lssl -lcrypto)

build/examples-cpp/%: ffi-examples/cpp/%.cpp lib $(HEADERS)
	@mkdir -p $(@D)
	$(CXX17) -Wshadow $< -o $@ $(SHARED)

header: ## write include/amiwire.h and abi/amiwire.json from src/ffi
	AMIWIRE_WRITE_HEADER=1 cargo test --quiet --test header

unsafe: ## write docs/unsafe.md from the source
	AMIWIRE_WRITE_UNSAFE=1 cargo test --quiet --test census

faults: ## write the table of faults in docs/reliability.md from tests/net/faults
	AMIWIRE_REWRITE=1 cargo test --quiet --test net faults::the_page

abi: lib lib-core ## write the lists of exported symbols in abi/
	tests/library.sh write

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
	    build/$(NAME).pc >"$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"
	@chmod 644 "$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"
	@test -n "$(DESTDIR)" || echo "if programs do not find lib$(NAME).so.0, run ldconfig"

uninstall: ## remove what install put there, given the same variables
	rm -rf "$(DESTDIR)$(INCLUDEDIR)/amiwire"
	rm -f "$(DESTDIR)$(INCLUDEDIR)/amiwire.h" "$(DESTDIR)$(INCLUDEDIR)/amiwire_names.h" \
	    "$(DESTDIR)$(INCLUDEDIR)/amiwire.hpp" \
	    "$(DESTDIR)$(LIBDIR)/lib$(NAME).so.0" "$(DESTDIR)$(LIBDIR)/lib$(NAME).so" \
	    "$(DESTDIR)$(LIBDIR)/lib$(NAME).a" "$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc"

# ---- Testing ----------------------------------------------------------------

test: tools lint test-rust test-c test-contract test-cpp test-python test-library test-install test-examples test-package check-panic instructions ## everything that must hold
	@echo "make test: all of it passed"

tools: # what the tests and the demo need besides Rust; installs it where it may
	@tools/need.sh

# The packages beside: nobody who builds the library downloads what they need.
BESIDE = benches/instructions benches/peers tools/panic-proof

lint: ## formatting, clippy and documentation, without a warning
	for package in . $(BESIDE); do cargo fmt --all --check --manifest-path $$package/Cargo.toml || exit 1; done
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	for package in instructions peers; do \
	    cargo clippy --locked --manifest-path benches/$$package/Cargo.toml \
	        --target-dir "$${CARGO_TARGET_DIR:-target}/$$package" -- -D warnings || exit 1; \
	done
	cargo xtask check-features
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

test-rust: ## the Rust tests, with every feature and with none
	cargo test --workspace --all-features
	cargo test --no-default-features --lib
	cargo test --no-default-features --features capi --lib

# Each C test as C99 and as C++11 against the shared library, and under the
# sanitizers against the static one.
test-c: $(C_TESTS:=.c99) $(C_TESTS:=.cxx11) $(C_TESTS:=.static) ## the C tests
	@for test in $^; do echo "$$test"; "$$test" || exit 1; done

# With memory enough and with little. `make test-rust` does the same with a
# library that cargo builds, and with libraries that leave one check out.
test-contract: lib ## the library, called with every kind of wrong argument
	AMIWIRE_LIBRARY=build/libamiwire.so.0 cargo test --quiet --all-features --test contract

build/tests/%.c99: tests/c/%.c lib
	@mkdir -p $(@D)
	$(C99) $< -o $@ $(SHARED)

build/tests/%.cxx11: tests/c/%.c lib
	@mkdir -p $(@D)
	$(CXX11) -x c++ $< -o $@ $(SHARED)

build/tests/%.static: tests/c/%.c lib
	@mkdir -p $(@D)
	$(C99) $(SANITIZE) $< -o $@ $(STATIC)

# Each C++ test by both standards against the shared library, and under the
# sanitizers against the static one.
test-cpp: $(CXX_TESTS:=.cxx17) $(CXX_TESTS:=.cxx20) $(CXX_TESTS:=.static) ## the tests of amiwire.hpp
	@for test in $^; do echo "$$test"; "$$test" || exit 1; done
	@command -v clang++ >/dev/null || { echo "SKIPPED: clang++ is not there to compile amiwire.hpp"; exit 0; }; \
	for standard in 17 20; do for source in tests/cpp/*.cpp ffi-examples/cpp/*.cpp; do \
	    clang++ -std=c++$$standard $(WARNINGS) -fsyntax-only -Iinclude "$$source" || exit 1; done; done

build/tests/cpp-%.cxx17: tests/cpp/%.cpp lib $(HEADERS)
	@mkdir -p $(@D)
	$(CXX17) $< -o $@ $(SHARED)

build/tests/cpp-%.cxx20: tests/cpp/%.cpp lib $(HEADERS)
	@mkdir -p $(@D)
	$(CXX20) $< -o $@ $(SHARED)

build/tests/cpp-%.static: tests/cpp/%.cpp lib $(HEADERS)
	@mkdir -p $(@D)
	$(CXX17) $(SANITIZE) $< -o $@ $(STATIC)

# The simulator is built with the library, so that both are of one version.
test-python: lib ## the Python module, against the simulator, transcripts and a recording
	cargo build --quiet --package amiwire-cli
	tests/python.sh "$${CARGO_TARGET_DIR:-target}/debug/amiwire"

bench-python: lib ## packets a second in Python beside panoramisk's, from PyPI
	tools/bench-python.sh

test-library: lib lib-core ## the exported symbols, of every build of the library
	tests/library.sh check

test-examples: lib examples ## the examples, against the simulator
	cargo build --quiet --package amiwire-cli
	tests/examples.sh "$${CARGO_TARGET_DIR:-target}/debug/amiwire"

test-install: lib lib-core ## programs outside the tree, built through pkg-config
	tests/install.sh

test-package: ## what cargo would publish, and two versions of it in one Rust program
	cargo xtask check-package
	cargo xtask check-versions

check-panic: ## proves by linking that the core cannot panic, and names the compiler
	tools/check-panic.sh

check-memory: $(C_TESTS:=.c99) $(C_TESTS:=.cxx11) $(C_TESTS:=.static) $(EXAMPLES) $(EXAMPLES:=.static) \
    $(CXX_TESTS:=.cxx17) $(CXX_TESTS:=.static) $(CXX_EXAMPLES) $(CXX_EXAMPLES:=.static) ## the C and C++ side under valgrind, ASan and UBSan
	tools/check-memory.sh $^

build/examples/%.static: ffi-examples/c/%.c lib
	@mkdir -p $(@D)
	$(C99) $(SANITIZE) $< -o $@ $(STATIC) $(if $(findstring openssl,$*),-lssl -lcrypto)

build/examples-cpp/%.static: ffi-examples/cpp/%.cpp lib $(HEADERS)
	@mkdir -p $(@D)
	$(CXX17) $(SANITIZE) $< -o $@ $(STATIC)

test-neon: ## the core's tests on an aarch64 machine that qemu plays; installs it where it may
	tools/test-neon.sh

# Leaks are not looked for: tests leave threads and caches to the system.
check-asan: ## the Rust tests under ASan (by RUSTC_BOOTSTRAP, on a stable compiler)
	RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address ASAN_OPTIONS=detect_leaks=0 \
	    cargo test --all-features --target "$$(rustc -vV | sed -n 's/^host: //p')" --lib --tests

# Of these tests only: the others look at what lies above the core.
COVERAGE_TESTS = conformance corpora corpus framing names pieces properties reader values
coverage: ## which lines of floors 0 to 5 no test reaches, held against docs/uncovered.tsv
	@cargo llvm-cov --version >/dev/null 2>&1 || cargo install --locked cargo-llvm-cov
	tools/coverage.sh $(COVERAGE_TESTS)

MUTANTS_MINUTES = 180
MUTANTS_FILES = src/*.rs src/name/*.rs src/value/*.rs src/reader/*.rs src/scan/*.rs
mutants: ## MUTANTS_FILES="src/command.rs" MUTANTS_MINUTES=180: changes that the fast tests do not notice, held against docs/survivors.tsv
	@cargo mutants --version >/dev/null 2>&1 || cargo install --locked cargo-mutants
	tools/mutants.py $(MUTANTS_MINUTES) $(MUTANTS_FILES)

HOSTILE = 1024
hostile: ## HOSTILE=1024 MiB of each kind of hostile bytes, in constant memory and linear work, which is counted
	AMIWIRE_HOSTILE_MIB=$(HOSTILE) cargo test --release --test hostile -- --nocapture
	AMIWIRE_HOSTILE_MIB=$(HOSTILE) cargo test --release --lib work::tests -- --nocapture
	cargo bench -p amiwire-speed -- hostile

deny: ## licences, bans and sources of the dependencies
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny
	cargo deny --locked check bans licenses sources

bench: ## the speed figures
	cargo bench -p amiwire-speed

performance: ## measures all that docs/performance.md tells, and writes it there
	tools/performance.sh

plot: ## write the document's tables and picture from docs/performance.tsv
	AMIWIRE_WRITE_PERFORMANCE=1 cargo test --quiet --test performance

ratios: ## our speed over that of others, in one run
	tools/ratios.sh

instructions: ## instructions of fixed work, held against the table; AMIWIRE_REWRITE=1 writes it
	tools/instructions.sh

sizes: ## of the libraries, and of what a reader takes, each with its limit
	cargo xtask check-sizes

SECONDS = 60
fuzz: ## each fuzz target for SECONDS=60
	@cargo fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz
	for target in $$(RUSTC_BOOTSTRAP=1 cargo fuzz list); do \
	    case $$target in chunks | parse | kernels) words=ami ;; values) words=values ;; *) words=names ;; esac; \
	    RUSTC_BOOTSTRAP=1 cargo fuzz run "$$target" -- -dict=fuzz/$$words.dict -max_total_time=$(SECONDS) || exit 1; \
	done

# ---- The rest ---------------------------------------------------------------

demo: tools lib build/examples/tour ## a C program walks through the guide, over TCP and TLS
	cargo build --quiet --package amiwire-cli
	tools/demo.sh build/examples/tour "$${CARGO_TARGET_DIR:-target}/debug/amiwire"

clean: ## remove what was built
	rm -rf build
	cargo clean
