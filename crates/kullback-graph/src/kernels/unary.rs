//! Functions of one operand, element by element.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs, View};
use kullback_math::special::{
    digamma, erf, erfc, erfcx, exp, expm1, inv_logit, lgamma, ln, log_inv_logit, log1m_exp, log1p,
    log1p_exp, logit, normal_cdf, normal_log_cdf, normal_quantile, tanh, trigamma,
};
use std::f64::consts::{E, FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, LN_10, PI};

macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident: |$x:ident| $value:expr, |$dx:ident, $dy:ident| $derivative:expr;)*) => {
        /// A function of one real, with its derivative given the argument and the value.
        ///
        /// Outside its domain a function is NaN, where Stan raises an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Unary {
            $($(#[$doc])* $name,)*
        }

        impl Unary {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Unary] = &[$(Unary::$name,)*];
        }

        impl Apply for Unary {
            const DISPATCHES: bool = true;

            fn output_len(&self, inputs: &[usize]) -> usize {
                inputs[0]
            }

            #[inline(always)]
            fn forward<const W: usize>(
                &self,
                inputs: Inputs<'_, W>,
                output: &mut [Lanes<W>],
                _saved: &mut [Lanes<W>],
                _save: bool,
                _failures: &mut Failures<W>,
            ) {
                let x = numbers(inputs.view(0));
                let output = output.as_flattened_mut();
                match self {
                    $(Unary::$name => inputs.arch.dispatch(Transform {
                        x,
                        output,
                        function: functions::$name,
                    }),)*
                }
            }

            #[inline(always)]
            fn adjoint<const W: usize>(
                &self,
                inputs: Inputs<'_, W>,
                output: &[Lanes<W>],
                _saved: &[Lanes<W>],
                output_adjoint: &[Lanes<W>],
                mut into: Adjoints<'_, W>,
            ) {
                let Some(adjoint) = into.of(0) else { return };
                let x = numbers(inputs.view(0));
                let adjoint = adjoint.as_flattened_mut();
                let (y, bar) = (output.as_flattened(), output_adjoint.as_flattened());
                match self {
                    $(Unary::$name => inputs.arch.dispatch(Pull {
                        x,
                        y,
                        bar,
                        adjoint,
                        function: functions::$name,
                    }),)*
                }
            }
        }

        /// A type for each function, so that its code is inlined wherever it is used.
        mod functions {
            use super::*;
            $(pub(super) struct $name;

            impl Function for $name {
                #[inline(always)]
                fn value(&self, $x: f64) -> f64 {
                    $value
                }

                #[inline(always)]
                fn derivative(&self, $dx: f64, $dy: f64) -> f64 {
                    $derivative
                }
            })*
        }
    };
}

/// A function and its derivative. A trait and not closures: a closure that is called from the code
/// for two instruction sets is inlined in neither, and its loop does not vectorise.
trait Function {
    fn value(&self, x: f64) -> f64;
    fn derivative(&self, x: f64, y: f64) -> f64;
}

/// The numbers of the operand. It is a constant only while folding, at one lane.
#[inline(always)]
fn numbers<'a, const W: usize>(view: View<'a, W>) -> &'a [f64] {
    match view {
        View::Constant(x) => {
            debug_assert!(W == 1);
            x
        }
        View::Lanes(x) => x.as_flattened(),
    }
}

struct Transform<'a, F> {
    x: &'a [f64],
    output: &'a mut [f64],
    function: F,
}

impl<F: Function> pulp::WithSimd for Transform<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        for (output, &x) in self.output.iter_mut().zip(self.x) {
            *output = self.function.value(x);
        }
    }
}

struct Pull<'a, F> {
    x: &'a [f64],
    y: &'a [f64],
    bar: &'a [f64],
    adjoint: &'a mut [f64],
    function: F,
}

impl<F: Function> pulp::WithSimd for Pull<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let arguments = self.x.iter().zip(self.y);
        let adjoints = self.adjoint.iter_mut().zip(self.bar);
        for ((adjoint, &bar), (&x, &y)) in adjoints.zip(arguments) {
            *adjoint += bar * self.function.derivative(x, y);
        }
    }
}

/// The derivative of the inverse logit, without cancellation in either tail.
#[inline(always)]
fn logistic_density(x: f64) -> f64 {
    let t = exp(-x.abs());
    t / ((1.0 + t) * (1.0 + t))
}

/// 1/√(2π)
const INVERSE_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;

/// The density of the standard normal distribution.
#[inline(always)]
fn normal_density(x: f64) -> f64 {
    INVERSE_SQRT_TWO_PI * exp(-0.5 * x * x)
}

/// The derivative of ln Φ: density over distribution function.
#[inline(always)]
fn inverse_mills_ratio(x: f64) -> f64 {
    if x < -1.0 {
        FRAC_2_SQRT_PI * FRAC_1_SQRT_2 / erfcx(-x * FRAC_1_SQRT_2)
    } else {
        normal_density(x) / normal_cdf(x)
    }
}

/// The derivative of trigamma: by recurrence up to 12, then the asymptotic series (Abramowitz and
/// Stegun 6.4.13). By reflection below ½.
fn tetragamma(x: f64) -> f64 {
    if x < 0.5 {
        // ψ″(x) = ψ″(1 − x) − 2π³ cos(πx)/sin³(πx)
        let (sine, cosine) = libm::sincos(PI * (x - x.round()));
        return tetragamma(1.0 - x) - 2.0 * PI.powi(3) * cosine / sine.powi(3);
    }
    const SERIES: [f64; 8] = [
        -0.5,
        1.0 / 6.0,
        -1.0 / 6.0,
        3.0 / 10.0,
        -5.0 / 6.0,
        691.0 / 210.0,
        -35.0 / 2.0,
        3617.0 / 30.0,
    ];
    let (mut y, mut sum) = (x, 0.0);
    while y < 12.0 {
        sum -= 2.0 / (y * y * y);
        y += 1.0;
    }
    let w = 1.0 / (y * y);
    let series = SERIES.iter().rev().fold(0.0, |sum, c| sum * w + c);
    sum - w - w / y + w * w * series
}

/// W₀(x), the solution w ≥ −1 of w eʷ = x: a starting value, then Halley's iteration.
fn lambert_w0(x: f64) -> f64 {
    if x.is_nan() || x < -1.0 / E {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    let mut w = if x < -0.25 {
        let p = (2.0 * (E * x + 1.0).max(0.0)).sqrt();
        if p < 1e-4 {
            return -1.0 + p - p * p / 3.0;
        }
        -1.0 + p * (1.0 + p * (-1.0 / 3.0 + p * (11.0 / 72.0)))
    } else {
        let l = log1p(x);
        l * (1.0 - log1p(l) / (2.0 + l))
    };
    for _ in 0..6 {
        // (w eʷ − x) e⁻ʷ, so that nothing overflows.
        let residual = w - x * exp(-w);
        let step = residual / (w + 1.0 - 0.5 * (w + 2.0) * residual / (w + 1.0));
        w -= step;
        if step.abs() <= 1e-16 * w.abs() {
            break;
        }
    }
    w
}

unary! {
    /// −x
    Negate: |x| -x, |_x, _y| -1.0;
    /// |x|; derivative 0 at 0
    Absolute: |x| x.abs(), |x, _y| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 };
    /// 1/x
    Inverse: |x| 1.0 / x, |_x, y| -y * y;
    /// 1/√x
    InverseSqrt: |x| 1.0 / x.sqrt(), |x, y| -0.5 * y / x;
    /// 1/x²
    InverseSquare: |x| 1.0 / (x * x), |x, y| -2.0 * y / x;
    /// √x; its derivative at 0 is taken as 0, as in Stan
    Sqrt: |x| x.sqrt(), |_x, y| if y == 0.0 { 0.0 } else { 0.5 / y };
    /// ∛x
    CubeRoot: |x| libm::cbrt(x), |_x, y| 1.0 / (3.0 * y * y);
    /// x²
    Square: |x| x * x, |x, _y| 2.0 * x;

    /// eˣ
    Exp: |x| exp(x), |_x, y| y;
    /// 2ˣ
    Exp2: |x| libm::exp2(x), |_x, y| y * LN_2;
    /// eˣ − 1
    Expm1: |x| expm1(x), |_x, y| y + 1.0;
    /// ln x
    Log: |x| ln(x), |x, _y| 1.0 / x;
    /// log₂ x
    Log2: |x| libm::log2(x), |x, _y| 1.0 / (x * LN_2);
    /// log₁₀ x
    Log10: |x| libm::log10(x), |x, _y| 1.0 / (x * LN_10);
    /// ln(1 + x)
    Log1p: |x| log1p(x), |x, _y| 1.0 / (1.0 + x);
    /// ln(1 − x)
    Log1m: |x| log1p(-x), |x, _y| -1.0 / (1.0 - x);
    /// ln(1 + eˣ)
    Log1pExp: |x| log1p_exp(x), |x, _y| inv_logit(x);
    /// ln(1 − eˣ), x ≤ 0
    Log1mExp: |x| log1m_exp(x), |x, _y| -1.0 / expm1(-x);
    /// 1/(1 + e⁻ˣ)
    InverseLogit: |x| inv_logit(x), |x, _y| logistic_density(x);
    /// ln(1/(1 + e⁻ˣ))
    LogInverseLogit: |x| log_inv_logit(x), |x, _y| inv_logit(-x);
    /// ln(1/(1 + eˣ))
    Log1mInverseLogit: |x| -log1p_exp(x), |x, _y| -inv_logit(x);
    /// ln(x/(1 − x))
    Logit: |x| logit(x), |x, _y| 1.0 / (x * (1.0 - x));
    /// 1 − exp(−eˣ), the inverse of the complementary log-log link
    InverseCloglog: |x| -expm1(-exp(x)), |x, _y| exp(x - exp(x));

    /// sin x
    Sin: |x| libm::sin(x), |x, _y| libm::cos(x);
    /// cos x
    Cos: |x| libm::cos(x), |x, _y| -libm::sin(x);
    /// tan x
    Tan: |x| libm::tan(x), |_x, y| 1.0 + y * y;
    /// arcsin x
    Asin: |x| libm::asin(x), |x, _y| 1.0 / ((1.0 - x) * (1.0 + x)).sqrt();
    /// arccos x
    Acos: |x| libm::acos(x), |x, _y| -1.0 / ((1.0 - x) * (1.0 + x)).sqrt();
    /// arctan x
    Atan: |x| libm::atan(x), |x, _y| 1.0 / (1.0 + x * x);
    /// sinh x
    Sinh: |x| libm::sinh(x), |x, _y| libm::cosh(x);
    /// cosh x
    Cosh: |x| libm::cosh(x), |x, _y| libm::sinh(x);
    /// tanh x
    Tanh: |x| tanh(x), |x, _y| 4.0 * logistic_density(2.0 * x);
    /// arsinh x
    Asinh: |x| libm::asinh(x), |x, _y| 1.0 / (x * x + 1.0).sqrt();
    /// arcosh x, x ≥ 1
    Acosh: |x| libm::acosh(x), |x, _y| 1.0 / ((x - 1.0) * (x + 1.0)).sqrt();
    /// artanh x, |x| ≤ 1
    Atanh: |x| libm::atanh(x), |x, _y| 1.0 / ((1.0 - x) * (1.0 + x));

    /// ln |Γ(x)|
    LogGamma: |x| lgamma(x), |x, _y| digamma(x);
    /// Γ(x)
    Gamma: |x| libm::tgamma(x), |x, y| y * digamma(x);
    /// ψ(x), the derivative of ln Γ
    Digamma: |x| digamma(x), |x, _y| trigamma(x);
    /// ψ′(x)
    Trigamma: |x| trigamma(x), |x, _y| tetragamma(x);
    /// The error function
    Erf: |x| erf(x), |x, _y| FRAC_2_SQRT_PI * exp(-x * x);
    /// 1 − erf x
    Erfc: |x| erfc(x), |x, _y| -FRAC_2_SQRT_PI * exp(-x * x);
    /// Φ(x), the distribution function of the standard normal
    NormalCdf: |x| normal_cdf(x), |x, _y| normal_density(x);
    /// ln Φ(x)
    NormalLogCdf: |x| normal_log_cdf(x), |x, _y| inverse_mills_ratio(x);
    /// Stan's Phi_approx, 1/(1 + exp(−0.07056 x³ − 1.5976 x))
    NormalCdfApproximation: |x| inv_logit((0.07056 * x * x + 1.5976) * x),
        |x, _y| logistic_density((0.07056 * x * x + 1.5976) * x) * (0.21168 * x * x + 1.5976);
    /// Φ⁻¹(x)
    NormalQuantile: |x| normal_quantile(x), |_x, y| 1.0 / normal_density(y);
    /// W₀(x), the solution w ≥ −1 of w eʷ = x
    LambertW0: |x| lambert_w0(x), |x, y| 1.0 / (x + exp(y));

    /// The greatest integer ≤ x; derivative 0
    Floor: |x| x.floor(), |_x, _y| 0.0;
    /// The least integer ≥ x; derivative 0
    Ceil: |x| x.ceil(), |_x, _y| 0.0;
    /// The nearest integer, halves away from zero; derivative 0
    Round: |x| x.round(), |_x, _y| 0.0;
    /// The integer part; derivative 0
    Trunc: |x| x.trunc(), |_x, _y| 0.0;
    /// 1 where x ≥ 0, else 0; derivative 0
    Step: |x| if x >= 0.0 { 1.0 } else { 0.0 }, |_x, _y| 0.0;
}
