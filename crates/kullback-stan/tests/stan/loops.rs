//! Loops are lowered as loops: the number of array operations does not grow with the data.

use kullback_stan::{Data, Model, compile};
use std::fmt::Write as _;

const DATA: &str = "data { int<lower=1> N; vector[N] x; array[N] int<lower=1> g; array[N] int n; }";

/// What the loop is, and the rest of the program.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "independent iterations with a gather",
        "parameters { vector[3] a; real<lower=0> s; }
         model { for (i in 1:N) x[i] ~ normal(a[g[i]], s); }",
    ),
    (
        "an array filled and then used",
        "parameters { real b; real<lower=0> s; }
         model { vector[N] mu; for (i in 1:N) { mu[i] = b * x[i]; } x ~ normal(mu, s); }",
    ),
    (
        "a branch on data",
        "parameters { real b; real<lower=0> s; }
         model { for (i in 1:N) { if (g[i] == 1) x[i] ~ normal(b, s); else x[i] ~ normal(-b, 2 * s); } }",
    ),
    (
        "a ragged inner loop that adds up",
        "parameters { vector[3] a; real<lower=0> s; }
         model { for (i in 1:N) { real m = 0; for (k in 1:g[i]) m += a[k]; x[i] ~ normal(m, s); } }",
    ),
    (
        "an autoregression on data",
        "parameters { real a; real b; real<lower=0> s; }
         model { for (i in 2:N) x[i] ~ normal(a + b * x[i - 1], s); }",
    ),
    (
        "a recurrence in parameters",
        "parameters { real<lower=0> w; real<lower=0, upper=1> b; real<lower=0> s0; }
         transformed parameters { vector[N] s; s[1] = s0;
           for (i in 2:N) s[i] = sqrt(w + b * square(x[i - 1]) + b * square(s[i - 1])); }
         model { x ~ normal(0, s); }",
    ),
    (
        "a forward recursion over two states",
        "parameters { simplex[2] p; simplex[2] q; ordered[2] mu; }
         model { array[N] vector[2] f; array[2] vector[2] t = {p, q};
           for (k in 1:2) f[1, k] = normal_lpdf(x[1] | mu[k], 1);
           for (i in 2:N) for (k in 1:2) { vector[2] acc;
             for (j in 1:2) acc[j] = f[i - 1, j] + log(t[j, k]) + normal_lpdf(x[i] | mu[k], 1);
             f[i, k] = log_sum_exp(acc); }
           target += log_sum_exp(f[N]); }",
    ),
    (
        "a user-defined function in a loop",
        "functions { real curve(real t, real a) { real y = exp(-a * t); return y * a; } }
         parameters { real<lower=0> a; real<lower=0> s; }
         model { for (i in 1:N) x[i] ~ normal(curve(0.1 * g[i], a), s); }",
    ),
];

fn operations(program: &str, n: usize) -> usize {
    // The functions block, if any, comes first.
    let source = match program.split_once('}') {
        Some(_) if program.trim_start().starts_with("functions") => {
            let start = program.find("parameters").expect("a parameters block");
            format!("{} {DATA} {}", &program[..start], &program[start..])
        }
        _ => format!("{DATA} {program}"),
    };
    let checked = compile(&source);
    assert!(checked.is_ok(), "{source}: {:?}", checked.diagnostics);
    let (mut x, mut g, mut counts) = (String::new(), String::new(), String::new());
    for i in 0..n {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(x, "{comma}{}", (i % 7) as f64 / 3.0 - 1.0);
        let _ = write!(g, "{comma}{}", i % 3 + 1);
        let _ = write!(counts, "{comma}{}", i % 5);
    }
    let data = format!("{{\"N\": {n}, \"x\": [{x}], \"g\": [{g}], \"n\": [{counts}]}}");
    let data = Data::from_json(&data).expect("valid data");
    let model = Model::new(&checked.program, &data, 1).expect("a model");
    model.operation_count().expect("a graph and not the tape")
}

#[test]
fn operations_do_not_grow_with_the_data() {
    for (name, program) in PROGRAMS {
        let (small, large) = (operations(program, 30), operations(program, 300));
        println!("{name}: {small} operations");
        assert_eq!(small, large, "{name}: 30 rows, then 300");
    }
}
