//! Walks the multiple-precision tables in `tests/special` (made by `make.py` there).

use serde_json::Value;

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        Some("nan") => f64::NAN,
        Some(other) => panic!("not a number: {other}"),
        None => value.as_f64().expect("a number"),
    }
}

/// Checks every row of one file: arguments, then the expected value. An error is allowed up to
/// `relative`·|expected| + `absolute`, plus `exponent`·|expected · ln|expected|| for far tails.
fn walk(table: &str, evaluate: impl Fn(&str, &[f64]) -> f64) {
    let table: Value = serde_json::from_str(table).expect("valid JSON");
    let mut failures = Vec::new();
    for (name, function) in table["functions"].as_object().expect("functions") {
        let bound = |key: &str| function.get(key).map_or(0.0, number);
        let (relative, absolute, exponent) =
            (bound("relative"), bound("absolute"), bound("exponent"));
        let mut worst = (0.0, String::new());
        for row in function["rows"].as_array().expect("rows") {
            let row: Vec<f64> = row.as_array().expect("a row").iter().map(number).collect();
            let (&expected, arguments) = row.split_last().expect("a filled row");
            let got = evaluate(name, arguments);
            let same = got == expected && got.is_sign_negative() == expected.is_sign_negative();
            if same || (got.is_nan() && expected.is_nan()) {
                continue;
            }
            let log = if expected == 0.0 {
                0.0
            } else {
                expected.abs().ln().abs()
            };
            // A subnormal result cannot be closer than its spacing.
            let allowed = (relative + exponent * log) * expected.abs() + absolute + 5e-324;
            let ratio = (got - expected).abs() / allowed;
            let ratio = if ratio.is_nan() { f64::INFINITY } else { ratio };
            if ratio > worst.0 {
                let error = (got - expected).abs() / expected.abs();
                worst = (
                    ratio,
                    format!(
                        "{arguments:?}: {got:e}, expected {expected:e}, relative error {error:e}"
                    ),
                );
            }
        }
        if worst.0 > 1.0 {
            failures.push(format!("{name}{}; {:.2} of the bound", worst.1, worst.0));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

macro_rules! table {
    ($test:ident, $file:literal, { $($name:ident($($argument:ident),+);)+ }) => {
        #[test]
        fn $test() {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/special/", $file));
            walk(text, |name, arguments| match (name, arguments) {
                $((stringify!($name), &[$($argument),+]) => super::$name($($argument),+),)+
                _ => panic!("no function {name} of {} arguments", arguments.len()),
            });
        }
    };
}

table!(exponential_family, "exponential.json", {
    exp(x);
    expm1(x);
    ln(x);
    log1p(x);
    log1p_exp(x);
    log1m_exp(x);
    inv_logit(x);
    log_inv_logit(x);
    logit(x);
    tanh(x);
    log_add_exp(x, y);
    log_diff_exp(x, y);
});

table!(gamma_family, "gamma.json", {
    lgamma(x);
    lgamma1p(a);
    digamma(x);
    trigamma(x);
    stirling_remainder(x);
    lbeta(a, b);
    lchoose(n, k);
    log_gamma_ratio(x, d);
    log_rising_factorial(x, n);
    log_falling_factorial(x, n);
    lmultiply(a, b);
});

table!(incomplete_family, "incomplete.json", {
    gamma_p(a, x);
    gamma_q(a, x);
    log_gamma_p(a, x);
    log_gamma_q(a, x);
    beta_inc(a, b, x);
    log_beta_inc(a, b, x);
    student_t_cdf(t, nu);
    student_t_log_cdf(t, nu);
});

table!(bessel_family, "bessel.json", {
    bessel_i0_scaled(x);
    bessel_i1_scaled(x);
    log_bessel_i0(x);
    log_bessel_i1(x);
    bessel_i1_over_i0(x);
});

table!(bregman_family, "bregman.json", {
    log1pmx(x);
    expm1mx(x);
    log1pmx_ratio(a, b);
    bregman_x_ln_x(a, b);
    bregman_lgamma(a, b);
    bregman_stirling(a, b);
    polygamma(n, x);
});

table!(inverse_family, "inverse.json", {
    gamma_p_inverse(a, p);
    gamma_q_inverse(a, q);
    beta_inc_inverse(a, b, p);
});

table!(normal_family, "normal.json", {
    erf(x);
    erfc(x);
    erfcx(x);
    normal_cdf(x);
    normal_log_cdf(x);
    normal_quantile(p);
    owens_t(h, a);
});

#[test]
fn partials_of_the_incomplete_family() {
    let text = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/special/partials.json"
    ));
    walk(text, |name, arguments| match (name, arguments) {
        ("gamma_p_by_a", &[a, x]) => super::gamma_p_partials(a, x)[0],
        ("gamma_p_by_x", &[a, x]) => super::gamma_p_partials(a, x)[1],
        ("beta_inc_by_a", &[a, b, x]) => super::beta_inc_partials(a, b, x)[0],
        ("beta_inc_by_b", &[a, b, x]) => super::beta_inc_partials(a, b, x)[1],
        ("beta_inc_by_x", &[a, b, x]) => super::beta_inc_partials(a, b, x)[2],
        _ => panic!("no partial {name}"),
    });
}

#[test]
fn log_sum_exp_table() {
    walk(
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/special/log_sum.json"
        )),
        |_, values| super::log_sum_exp(values),
    );
}
