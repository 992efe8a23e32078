//! Every chore of the repository, as one Rust program.
fn main() {}
