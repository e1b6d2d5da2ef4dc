//! Every ratio that is told, and what it is to be.

/// Its name, and the bar that ours over theirs must reach on a machine with
/// AVX2; none where it is only told.
pub const BARS: [(&str, Option<f64>); 21] = [
    ("index/httparse", None),
    ("index/picohttpparser", None),
    ("index/memchr-line", None),
    ("index/ami-best", Some(15.0)),
    ("index-avx512/httparse", Some(4.5)),
    ("index-avx2/httparse", Some(3.0)),
    ("index-avx2/picohttpparser", Some(2.5)),
    ("index-avx2/memchr-line", Some(2.5)),
    ("index-sse2/httparse", Some(2.0)),
    ("index-swar/httparse", Some(0.8)),
    ("index-32m/httparse", None),
    ("frame/httparse", Some(8.0)),
    ("frame/memchr-count", Some(0.6)),
    ("frame-32m/httparse", None),
    ("capi/rust", Some(0.9)),
    ("capi-frame/rust", None),
    ("chunk1460/whole", Some(0.9)),
    ("lone60/httparse", Some(1.0)),
    ("writer/format", Some(5.0)),
    ("get/linear-eq-ignore-case", None),
    // Of instructions, which `cargo xtask bench-ratios` has counted.
    ("chunk1/whole-instructions", None),
];

/// The opponents of our own making, and whose bars they are.
pub const OPPONENTS: [(&str, &[&str]); 7] = [
    ("memchr a line", &["index/memchr-line", "index-avx2/memchr-line"]),
    ("memchr, LF counted", &["frame/memchr-count"]),
    ("String and HashMap", &[]),
    ("write!", &["writer/format"]),
    ("linear eq_ignore_ascii_case", &["get/linear-eq-ignore-case"]),
    ("loop in Rust", &["capi/rust"]),
    ("framing loop in Rust", &["capi-frame/rust"]),
];
