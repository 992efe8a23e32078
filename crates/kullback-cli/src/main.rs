//! The `kullback` program.
fn main() {}
