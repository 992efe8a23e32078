//! End to end: the built program, on the examples and on everything a person can get wrong.

mod ask;
mod bad_input;
mod calibrate;
mod check;
mod fit;
mod help;
mod kl;
mod log_density;
mod program;
mod run_directory;
