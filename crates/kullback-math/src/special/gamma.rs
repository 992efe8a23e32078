//! ln Γ and what is built on it: Stirling's remainder, ratios of gammas, factorial powers.

use super::digamma::polynomial;
use super::logarithm::{ln, log1p};

/// Below this, sums of ln Γ lose less to cancellation than Stirling's formula does.
const DIRECT: f64 = 3.0;
/// ½ ln 2π.
pub(super) const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_8;

/// ln |Γ(x)|; ∞ at the poles 0, −1, −2, …
#[inline]
pub fn lgamma(x: f64) -> f64 {
    libm::lgamma_r(x).0
}

/// (−1)^k (ζ(k) − 1) / k, k = 2…27.
const ZETA_SERIES: [f64; 26] = [
    0.3224670334241132,
    -0.0673523010531981,
    0.020580808427784546,
    -0.007385551028673986,
    0.0028905103307415234,
    -0.001192753911703261,
    0.0005096695247430425,
    -0.00022315475845357939,
    9.945751278180853e-05,
    -4.492623673813314e-05,
    2.050721277567069e-05,
    -9.439488275268397e-06,
    4.374866789907488e-06,
    -2.039215753801366e-06,
    9.55141213040742e-07,
    -4.492469198764566e-07,
    2.1207184805554665e-07,
    -1.0043224823968099e-07,
    4.7698101693639804e-08,
    -2.2711094608943164e-08,
    1.0838659214896955e-08,
    -5.183475041970047e-09,
    2.4836745438024785e-09,
    -1.1921401405860912e-09,
    5.731367241678862e-10,
    -2.7595228851242334e-10,
];

/// ln Γ(1 + a) for a ≥ 0, with relative accuracy near 0, where 1 + a would lose digits.
///
/// Abramowitz and Stegun 6.1.33.
pub fn lgamma1p(a: f64) -> f64 {
    const ONE_MINUS_EULER: f64 = 0.422_784_335_098_467_13;
    if a > 0.4 {
        return lgamma(1.0 + a);
    }
    a * (ONE_MINUS_EULER + a * polynomial(&ZETA_SERIES, a)) - log1p(a)
}

/// B₂ₖ / (2k (2k − 1)), k = 1…8.
pub(super) const STIRLING_SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// x·(remainder at x) as a polynomial in t = (1/x − 0.55) / 0.45 over 1 ≤ x ≤ 10, constant first: the
/// Chebyshev interpolant of degree 21, to 1e-17.
const STIRLING_NEAR: [f64; 22] = [
    0.08255364044099309,
    -0.0011916143950102653,
    -0.0003685580514943021,
    7.266119813401069e-05,
    -2.6885064100833022e-06,
    -2.9349985482082503e-06,
    1.1825121208156294e-06,
    -2.3007349703224895e-07,
    -1.0581551642586179e-08,
    3.044543712122214e-08,
    -1.5024710229503012e-08,
    4.549253466190678e-09,
    -5.905502302825236e-10,
    -3.2924116886803175e-10,
    3.097757695909275e-10,
    -1.5305231219247807e-10,
    6.207000231442939e-11,
    -2.1641280230491805e-11,
    -1.938199551500741e-12,
    8.562212664813042e-12,
    -3.826998360681875e-12,
    4.5272922026456637e-13,
];

/// The remainder of Stirling's formula, ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), for x ≥ 1.
pub fn stirling_remainder(x: f64) -> f64 {
    let u = 1.0 / x;
    if x >= 10.0 {
        u * polynomial(&STIRLING_SERIES, u * u)
    } else {
        u * polynomial(&STIRLING_NEAR, (u - 0.55) / 0.45)
    }
}

/// ln Γ(x + d) − ln Γ(x) for positive arguments, without cancellation when x is large.
pub fn log_gamma_ratio(x: f64, d: f64) -> f64 {
    let y = x + d;
    if x < DIRECT || y < DIRECT {
        return lgamma(y) - lgamma(x);
    }
    let remainder = stirling_remainder(y) - stirling_remainder(x);
    ((y - 0.5) * log1p(d / x) - d) + d * ln(x) + remainder
}

/// ln x(x + 1)…(x + n − 1) = ln Γ(x + n) − ln Γ(x), n real.
pub fn log_rising_factorial(x: f64, n: f64) -> f64 {
    log_gamma_ratio(x, n)
}

/// ln x(x − 1)…(x − n + 1) = ln Γ(x + 1) − ln Γ(x − n + 1), n real.
pub fn log_falling_factorial(x: f64, n: f64) -> f64 {
    -log_gamma_ratio(x + 1.0, -n)
}

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b) for a, b ≥ 0, without cancellation when either is
/// large; ∞ where one is 0, NaN for a negative argument.
///
/// Large arguments follow Didonato and Morris, "Significant digit computation of the incomplete
/// beta function ratios", ACM TOMS 18 (1992), function `betaln`.
pub fn lbeta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if small.is_nan() || large.is_nan() || small < 0.0 {
        f64::NAN
    } else if small == 0.0 {
        f64::INFINITY
    } else if large == f64::INFINITY {
        f64::NEG_INFINITY
    } else if large < DIRECT {
        lgamma(small) + (lgamma(large) - lgamma(small + large))
    } else if small < DIRECT {
        lgamma(small) - log_gamma_ratio(large, small)
    } else {
        let ratio = small / large;
        let remainder = stirling_remainder(small) + stirling_remainder(large)
            - stirling_remainder(small + large);
        let constant = HALF_LN_2_PI - 0.5 * ln(large) + remainder;
        constant + (small - 0.5) * ln(ratio / (1.0 + ratio)) - large * log1p(ratio)
    }
}

/// ln of the binomial coefficient, n and k real with −1 ≤ k ≤ n + 1; NaN outside.
pub fn lchoose(n: f64, k: f64) -> f64 {
    if k == 0.0 || k == n {
        // Exact, and true of n = −1 too.
        return if n >= -1.0 { 0.0 } else { f64::NAN };
    }
    -log1p(n) - lbeta(n - k + 1.0, k + 1.0)
}
