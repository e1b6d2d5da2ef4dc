//! The `amiwire` command.

fn main() {}
