//! Which scan kernel the command uses.

use amiwire::scan::Kernel;

use crate::failure::Failure;

/// Forces the kernel that AMIWIRE_KERNEL names. Unset or empty, the library
/// chooses. Only the command reads this: a library that changed its ways with
/// the environment would surprise the program that it is in.
pub(crate) fn choose() -> Result<(), Failure> {
    let Some(wanted) = std::env::var_os("AMIWIRE_KERNEL").filter(|name| !name.is_empty()) else { return Ok(()) };
    let wanted = wanted.to_string_lossy();
    let Some(kernel) = Kernel::by_name(&wanted) else {
        return Err(refused(&format!("there is no scan kernel named {wanted}")));
    };
    if kernel.force() { Ok(()) } else { Err(refused(&format!("this machine cannot run the scan kernel {wanted}"))) }
}

fn refused(why: &str) -> Failure {
    let here: Vec<&str> =
        Kernel::ALL.iter().filter(|kernel| kernel.is_available()).map(|kernel| kernel.name()).collect();
    Failure::Usage(format!("AMIWIRE_KERNEL: {why}; this machine can run {}", here.join(", ")))
}
