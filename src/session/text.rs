//! A few bytes that are kept.

/// Up to `N` bytes, at most 255.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Text<N> {
    pub(super) const EMPTY: Self = Text { bytes: [0; N], length: 0 };

    /// Keeps these bytes, if there is room.
    pub(super) fn keep(text: &[u8]) -> Option<Self> {
        let mut kept = Self::EMPTY;
        kept.push(text)?;
        Some(kept)
    }

    /// Adds to what is kept.
    pub(super) fn push(&mut self, text: &[u8]) -> Option<()> {
        let from = usize::from(self.length);
        let to = from.checked_add(text.len())?;
        let length = u8::try_from(to).ok()?;
        self.bytes.get_mut(from..to)?.copy_from_slice(text);
        self.length = length;
        Some(())
    }

    pub(super) fn get(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

/// Writes whole, or fails.
impl<const N: usize> core::fmt::Write for Text<N> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.push(text.as_bytes()).ok_or(core::fmt::Error)
    }
}
