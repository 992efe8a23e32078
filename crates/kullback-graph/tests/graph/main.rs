//! Tests of the graph against numbers that this project did not make.

mod allocation;
mod arrays;
mod densities;
mod elementwise;
mod tables;
