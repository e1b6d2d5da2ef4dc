//! The value of a `Variable` header of an action.

use crate::error::{Error, Result, Status};

/// Writes `name=value` as the value of a `Variable` header, which may be
/// repeated: each gives the channel one variable.
///
/// A server cuts such a value at commas and takes quotes and backslashes out
/// of it, as it does with the arguments of an application (section 11), so a
/// backslash goes before each of them. Inside brackets a server does not cut,
/// so a name may have commas there: `PJSIP_HEADER(add,Alert-Info)`.
///
/// ```
/// let mut buffer = [0; 64];
/// let value = amiwire::session::variable(&mut buffer, b"GREETING", b"hello, all")?;
/// assert_eq!(value, b"GREETING=hello\\, all");
/// # Ok::<(), amiwire::Error>(())
/// ```
///
/// Errors: [`Status::BadArgument`] for a name that is empty or holds a byte
/// with which the name would end or change (`=`, `,` outside brackets, a
/// quote, a backslash, a blank at its edge); [`Status::ValueBadByte`] for CR, LF or NUL in either;
/// [`Status::NoRoom`] with the size that is needed.
pub fn variable<'b>(buffer: &'b mut [u8], name: &[u8], value: &[u8]) -> Result<&'b [u8]> {
    let edge = name.trim_ascii().len() != name.len();
    if name.is_empty() || edge || ends_or_changes(name) {
        return Err(Error::new(Status::BadArgument));
    }
    if !crate::write::value_is_clean(name) || !crate::write::value_is_clean(value) {
        return Err(Error::new(Status::ValueBadByte));
    }
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\\');
    let escapes = value.iter().filter(|byte| special(byte)).count();
    let size = name.len().saturating_add(1).saturating_add(value.len()).saturating_add(escapes);
    let Some(out) = buffer.get_mut(..size) else {
        return Err(Error { size: size as u64, ..Error::new(Status::NoRoom) });
    };
    let value = value.iter().flat_map(|byte| special(byte).then_some(b'\\').into_iter().chain([*byte]));
    let bytes = name.iter().copied().chain([b'=']).chain(value);
    for (place, byte) in out.iter_mut().zip(bytes) {
        *place = byte;
    }
    Ok(out)
}

/// Whether a server would cut the name, or take a byte out of it. It counts
/// both kinds of brackets, and does not cut at a comma while one of either kind
/// is open.
fn ends_or_changes(name: &[u8]) -> bool {
    let (mut round, mut square) = (0_usize, 0_usize);
    name.iter().any(|byte| {
        match byte {
            b'(' => round = round.saturating_add(1),
            b')' => round = round.saturating_sub(1),
            b'[' => square = square.saturating_add(1),
            b']' => square = square.saturating_sub(1),
            b',' => return round == 0 && square == 0,
            b'=' | b'"' | b'\\' => return true,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_split_a_value_is_escaped() {
        let mut buffer = [0; 32];
        assert_eq!(variable(&mut buffer, b"a", b"1").unwrap(), b"a=1");
        assert_eq!(variable(&mut buffer, b"a", b"").unwrap(), b"a=");
        assert_eq!(variable(&mut buffer, b"__X(y)", b"a,\"b\\=").unwrap(), b"__X(y)=a\\,\\\"b\\\\=");
        assert_eq!(
            variable(&mut buffer, b"PJSIP_HEADER(add,Alert-Info)", b"a,").unwrap(),
            b"PJSIP_HEADER(add,Alert-Info)=a\\,"
        );
        assert_eq!(variable(&mut buffer, b"A(b(c,d),e)[f,g]", b"").unwrap(), b"A(b(c,d),e)[f,g]=");
        let error = variable(&mut buffer[..4], b"ab", b"c,").unwrap_err();
        assert_eq!((error.status, error.size), (Status::NoRoom, 6));
    }

    #[test]
    fn what_would_be_another_variable_is_refused() {
        let mut buffer = [0; 32];
        for name in
            [&b""[..], b"a=b", b"a,b", b" a", b"a ", b"a\\", b"\"a", b"A(b),c", b"A[b]),(c", b"A(b=c)", b"A(\"b\")"]
        {
            assert_eq!(variable(&mut buffer, name, b"x").unwrap_err().status, Status::BadArgument);
        }
        for value in [&b"a\r"[..], b"a\n", b"\0"] {
            assert_eq!(variable(&mut buffer, b"v", value).unwrap_err().status, Status::ValueBadByte);
        }
    }
}
