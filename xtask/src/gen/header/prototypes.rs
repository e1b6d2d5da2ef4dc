//! The prototypes of the C header, with their comments. The tests of the header
//! read them with this file, too.

/// One prototype of the header.
pub(crate) struct Function {
    /// What it returns, as it is written.
    pub(crate) returns: String,
    /// Its name.
    pub(crate) name: String,
    /// What it takes, as it is written.
    pub(crate) parameters: String,
    /// The comment before it.
    pub(crate) comment: String,
    /// Where that stands in the header.
    #[allow(dead_code)] // the tests need no place
    pub(crate) at: usize,
}

/// The prototypes of the header, with their comments.
pub(crate) fn functions(header: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for part in header.split("/**").skip(1) {
        let Some((comment, code)) = part.split_once("*/") else {
            continue;
        };
        let code = code.trim_start();
        if code.starts_with('#') || code.starts_with("typedef") || code.starts_with("static") {
            continue;
        }
        // What stands before the parenthesis of a prototype is a type and a
        // name; a semicolon there ends a member of a struct.
        let (before, rest) = code.split_once('(').unwrap_or_default();
        let parameters = rest.split_once(");").map_or("", |(list, _)| list);
        if let Some(at) = before.rfind("amiwire_").filter(|_| !before.contains(';')) {
            let (returns, name) = before.split_at(at);
            let at = part.as_ptr() as usize - header.as_ptr() as usize;
            found.push(Function {
                returns: returns.trim().into(),
                name: name.into(),
                parameters: parameters.into(),
                comment: comment.into(),
                at,
            });
        }
    }
    found
}
