//! The proof that the core cannot panic: `make check-panic`.
//!
//! Each public function of floors 0 to 5 stands in a table here, so that the
//! compiler has to make code of it that works for any arguments. The panic
//! handler calls a function that exists nowhere. What is linked of this crate
//! can therefore hold no call that panics. `cargo xtask check-panic` links
//! it, looks up each row in the linked file, and holds the list against what
//! rustdoc says is public.
#![no_std]

mod list;

/// One exported row for each function: its name is the symbol's, its content
/// the address of the compiled function.
macro_rules! prove {
    ($($name:literal => $function:expr;)+) => {$(
        const _: () = {
            #[unsafe(export_name = concat!("proved ", $name))]
            static ROW: core::sync::atomic::AtomicPtr<()> =
                core::sync::atomic::AtomicPtr::new($function as *const () as *mut ());
        };
    )+};
}
pub(crate) use prove;

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn amiwire_the_core_can_panic() -> !;
    }
    // SAFETY: never reached, which is what the linker proves.
    unsafe { amiwire_the_core_can_panic() }
}

/// The compiled `core` names this function in its unwind tables.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// A function that can panic, in the table like the others: with it the crate
/// must not link, or else the proof proves nothing.
#[cfg(panic_control)]
mod control {
    fn control(i: usize) -> u8 {
        b"control"[i]
    }
    super::prove! { "control" => control; }
}
