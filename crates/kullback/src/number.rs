//! Numbers for people: as many digits as mean something.

use kullback_vi::evidence::Estimate;

use crate::report::Moments;

/// No reader of nats needs more decimals.
const DECIMALS: i32 = 3;

/// `31.92 ± 0.01`: the standard error to two digits but not beyond thousandths, the value to the same
/// place.
pub fn estimate(value: f64, se: f64) -> String {
    if !value.is_finite() {
        return infinite(value);
    }
    if !se.is_finite() || se <= 0.0 {
        return plain(value, 4);
    }
    if value.abs() >= 1e9 || se >= 1e9 {
        return minus(&format!("{value:.3e} ± {se:.1e}"));
    }
    let decimals = decimals_for(se, 2).clamp(0, DECIMALS) as usize;
    let unit = 10f64.powi(-DECIMALS);
    let error = if se < 0.5 * unit {
        format!("<{unit}")
    } else {
        format!("{se:.decimals$}")
    };
    minus(&format!("{value:.decimals$} ± {error}"))
}

/// An [`Estimate`].
pub fn of(estimate: &Estimate) -> String {
    self::estimate(estimate.value, estimate.standard_error)
}

/// A mean to the place of its sd's second digit, and the sd to two or three digits.
pub fn mean(moments: Moments) -> String {
    let Moments { mean, sd } = moments;
    if !mean.is_finite() || !sd.is_finite() || sd <= 0.0 {
        return plain(mean, 3);
    }
    place(mean, decimals_for(sd, 2))
}

/// A standard deviation to three digits.
pub fn sd(sd: f64) -> String {
    plain(sd, 3)
}

/// `digits` significant digits, in scientific notation only when the number is huge or tiny.
pub fn plain(value: f64, digits: i32) -> String {
    if !value.is_finite() {
        return infinite(value);
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = decimals_for(value, digits);
    if decimals > 6 + digits || value.abs() >= 1e7 {
        let digits = (digits - 1).max(0) as usize;
        return minus(&format!("{value:.digits$e}"));
    }
    place(value, decimals)
}

fn place(value: f64, decimals: i32) -> String {
    if decimals > 9 || value.abs() >= 1e9 {
        return minus(&format!("{value:.3e}"));
    }
    let decimals = decimals.max(0) as usize;
    let text = format!("{value:.decimals$}");
    // A zero has no sign worth showing.
    if text
        .trim_start_matches('-')
        .bytes()
        .all(|b| b"0.".contains(&b))
    {
        return text.trim_start_matches('-').to_owned();
    }
    minus(&text)
}

/// The decimals that show `digits` significant digits of `value`.
fn decimals_for(value: f64, digits: i32) -> i32 {
    digits - 1 - value.abs().log10().floor() as i32
}

fn minus(text: &str) -> String {
    text.replace('-', "−")
}

fn infinite(value: f64) -> String {
    if value.is_nan() {
        "–".to_owned()
    } else if value > 0.0 {
        "∞".to_owned()
    } else {
        "−∞".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_error_decides_the_digits() {
        for (value, se, text) in [
            (31.9213, 0.0123, "31.921 ± 0.012"),
            (-31.9213, 1.4, "−31.9 ± 1.4"),
            (12345.6, 250.0, "12346 ± 250"),
            (0.5, 0.0, "0.5000"),
            (-2.0, 0.00004, "−2.000 ± <0.001"),
            (f64::INFINITY, 1.0, "∞"),
        ] {
            assert_eq!(estimate(value, se), text);
        }
    }

    #[test]
    fn a_mean_stops_where_its_sd_does() {
        let moments = |mean, sd| Moments { mean, sd };
        assert_eq!(mean(moments(4.3712, 3.31)), "4.4");
        assert_eq!(mean(moments(-0.0000123, 0.02)), "0.000");
        assert_eq!(mean(moments(154321.0, 1200.0)), "154321");
        assert_eq!(mean(moments(f64::NAN, 1.0)), "–");
    }

    #[test]
    fn digits_are_significant_ones() {
        for (value, text) in [
            (3.314, "3.31"),
            (0.000331, "0.000331"),
            (12.0, "12.0"),
            (1234.5, "1234"),
            (2.5e-12, "2.50e−12"),
            (3e9, "3.00e9"),
        ] {
            assert_eq!(plain(value, 3), text);
        }
    }
}
