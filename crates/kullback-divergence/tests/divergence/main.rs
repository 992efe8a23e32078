//! Divergences and the laws they are between, against numbers from outside.

mod distributions;
mod extremes;
