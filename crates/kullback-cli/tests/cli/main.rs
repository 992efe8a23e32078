//! End to end: the built program, on the examples and on everything a person can get wrong.

mod ask;
mod bad_input;
mod browser;
mod calibrate;
mod check;
mod fit;
mod help;
mod interrupt;
mod kl;
mod log_density;
mod program;
mod report;
mod run_directory;
