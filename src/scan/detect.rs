//! What this processor can do and the operating system lets it do, without
//! the standard library.

use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};

/// Registers that the operating system saves: XMM and YMM.
const YMM: u64 = 0b110;
/// The same with the mask registers and both halves of ZMM.
const ZMM: u64 = 0b1110_0110;

/// # Safety
/// The processor has XGETBV and the operating system has switched it on.
#[target_feature(enable = "xsave")]
unsafe fn saved_registers() -> u64 {
    // SAFETY: as for this function.
    unsafe { _xgetbv(0) }
}

/// Whether the operating system saves all of these registers.
fn saves(registers: u64) -> bool {
    const OSXSAVE: u32 = 1 << 27;
    let leaf = __cpuid(1);
    if leaf.ecx & OSXSAVE == 0 {
        return false;
    }
    // SAFETY: OSXSAVE says that XGETBV exists and may be used.
    unsafe { saved_registers() & registers == registers }
}

/// EBX and ECX of leaf 7, zero where there is none.
fn extended() -> (u32, u32) {
    if __cpuid(0).eax < 7 {
        return (0, 0);
    }
    let leaf = __cpuid_count(7, 0);
    (leaf.ebx, leaf.ecx)
}

/// Whether the instructions of the `avx2` kernel exist.
pub(super) fn avx2() -> bool {
    const POPCNT: u32 = 1 << 23;
    const LZCNT: u32 = 1 << 5;
    const BMI1_AVX2_BMI2: u32 = 1 << 3 | 1 << 5 | 1 << 8;
    let lzcnt = __cpuid(0x8000_0000).eax > 0x8000_0000 && __cpuid(0x8000_0001).ecx & LZCNT != 0;
    saves(YMM) && extended().0 & BMI1_AVX2_BMI2 == BMI1_AVX2_BMI2 && lzcnt && __cpuid(1).ecx & POPCNT != 0
}

/// Whether the instructions of the `avx512` kernel exist.
pub(super) fn avx512() -> bool {
    const F_BW_VL: u32 = 1 << 16 | 1 << 30 | 1 << 31;
    const VBMI2: u32 = 1 << 6;
    let (ebx, ecx) = extended();
    avx2() && saves(ZMM) && ebx & F_BW_VL == F_BW_VL && ecx & VBMI2 == VBMI2
}

#[cfg(test)]
mod tests {
    extern crate std;

    #[test]
    fn agrees_with_the_standard_library() {
        assert_eq!(super::avx2(), std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("bmi2"));
        assert_eq!(
            super::avx512(),
            std::is_x86_feature_detected!("avx512vbmi2") && std::is_x86_feature_detected!("avx512bw")
        );
    }
}
