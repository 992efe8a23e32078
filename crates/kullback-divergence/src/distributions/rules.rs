//! What a parameter may be. Each rule names the law, the parameter, the value and itself.

use super::InvalidParameter;

type Checked = Result<(), InvalidParameter>;

/// Fails unless `holds`.
pub(crate) fn require(
    holds: bool,
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
    expected: &'static str,
) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(InvalidParameter {
            distribution,
            parameter,
            value,
            expected,
        })
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident($x:ident) $holds:expr, $expected:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $name(law: &'static str, parameter: &'static str, $x: f64) -> Checked {
                require($holds, law, parameter, $x, $expected)
            }
        )*
    };
}

rules! {
    /// Locations.
    finite(x) x.is_finite(), "finite";
    /// Scales, rates and shapes.
    positive(x) x > 0.0 && x.is_finite(), "positive and finite";
    /// A mean that may vanish.
    not_negative(x) x >= 0.0 && x.is_finite(), "finite and not negative";
    /// A probability, 0 and 1 included.
    probability(x) (0.0..=1.0).contains(&x), "between 0 and 1";
    /// A probability of something that must be able to happen.
    positive_probability(x) x > 0.0 && x <= 1.0, "above 0 and at most 1";
    /// Strictly between 0 and 1.
    inner_probability(x) x > 0.0 && x < 1.0, "strictly between 0 and 1";
    /// An end that may be infinite.
    not_nan(x) !x.is_nan(), "a number";
    /// A logarithm of a positive double, or the log odds of two.
    logarithm(x) x.abs() <= 700.0, "between -700 and 700";
    /// The exponent of a sum that must converge.
    above_one(x) x > 1.0 && x.is_finite(), "above 1 and finite";
    /// A whole number of either sign.
    integer(x) x.abs() <= 9_007_199_254_740_992.0 && x.trunc() == x, "a whole number of at most 2^53";
    /// A number of trials; above 2⁵³ whole numbers are not told apart.
    count(x) (0.0..=9_007_199_254_740_992.0).contains(&x) && x.trunc() == x, "a whole number from 0 to 2^53";
}

/// A vector of probabilities. Nothing is normalised: a sum that is not 1 to 1e-8 is an error.
pub(crate) fn simplex(
    law: &'static str,
    parameter: &'static str,
    sum: &'static str,
    theta: &[f64],
) -> Checked {
    require(
        !theta.is_empty(),
        law,
        parameter,
        f64::NAN,
        "at least one probability",
    )?;
    for &p in theta {
        probability(law, parameter, p)?;
    }
    let total: f64 = theta.iter().sum();
    require((total - 1.0).abs() <= 1e-8, law, sum, total, "1")
}

/// Finite numbers, at least one.
pub(crate) fn finite_vector(law: &'static str, parameter: &'static str, values: &[f64]) -> Checked {
    require(
        !values.is_empty(),
        law,
        parameter,
        f64::NAN,
        "at least one number",
    )?;
    values.iter().try_for_each(|&x| finite(law, parameter, x))
}

/// Finite numbers, each above the one before, at least one.
pub(crate) fn ordered(law: &'static str, parameter: &'static str, values: &[f64]) -> Checked {
    finite_vector(law, parameter, values)?;
    values.windows(2).try_for_each(|pair| {
        require(
            pair[0] < pair[1],
            law,
            parameter,
            pair[1],
            "above the entry before it",
        )
    })
}
