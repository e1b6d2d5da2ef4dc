//! What a library without std has to bring itself: libamiwire-core only.

/// A panic would end here. The function that it calls exists nowhere, so a
/// core that can panic does not link, and one that links cannot panic.
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn amiwire_the_core_can_panic() -> !;
    }
    // SAFETY: never reached, which is what the linker has proved.
    unsafe { amiwire_the_core_can_panic() }
}

/// The compiled `core` names this function in its unwind tables. Nothing
/// unwinds here, so nobody calls it.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// A function that can panic: with it the library must not link, or else the
/// proof above proves nothing. Built only for that test.
#[cfg(amiwire_panic_control)]
#[unsafe(no_mangle)]
extern "C" fn amiwire_control(i: usize) -> u8 {
    b"control"[i]
}
