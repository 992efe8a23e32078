//! Functions of one operand, element by element.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs, View};

macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident: |$x:ident| $value:expr, |$dx:ident, $dy:ident| $derivative:expr;)*) => {
        /// A function of one real, with its derivative given the argument and the value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Unary {
            $($(#[$doc])* $name,)*
        }

        impl Unary {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Unary] = &[$(Unary::$name,)*];
        }

        impl Apply for Unary {
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
                match self {
                    $(Unary::$name => transform(inputs.view(0), output, |$x: f64| -> f64 { $value }),)*
                }
            }

            #[inline(always)]
            fn adjoint<const W: usize>(
                &self,
                inputs: Inputs<'_, W>,
                output: &[Lanes<W>],
                _saved: &[Lanes<W>],
                output_adjoint: &[Lanes<W>],
                into: Adjoints<'_, W>,
            ) {
                match self {
                    $(Unary::$name => pull(inputs.view(0), output, output_adjoint, into,
                        |$dx: f64, $dy: f64| -> f64 { $derivative }),)*
                }
            }
        }
    };
}

#[inline(always)]
fn transform<const W: usize>(x: View<'_, W>, output: &mut [Lanes<W>], f: impl Fn(f64) -> f64) {
    match x {
        View::Constant(x) => {
            for (out, &x) in output.iter_mut().zip(x) {
                *out = [f(x); W];
            }
        }
        View::Lanes(x) => {
            for (out, &x) in output.as_flattened_mut().iter_mut().zip(x.as_flattened()) {
                *out = f(x);
            }
        }
    }
}

#[inline(always)]
fn pull<const W: usize>(
    x: View<'_, W>,
    output: &[Lanes<W>],
    output_adjoint: &[Lanes<W>],
    mut into: Adjoints<'_, W>,
    f: impl Fn(f64, f64) -> f64,
) {
    let (View::Lanes(x), Some(adjoint)) = (x, into.of(0)) else {
        return;
    };
    let arguments = x.as_flattened().iter().zip(output.as_flattened());
    let adjoints = adjoint
        .as_flattened_mut()
        .iter_mut()
        .zip(output_adjoint.as_flattened());
    for ((adjoint, &bar), (&x, &y)) in adjoints.zip(arguments) {
        *adjoint += bar * f(x, y);
    }
}

unary! {
    /// −x
    Negate: |x| -x, |_x, _y| -1.0;
    /// eˣ
    Exp: |x| x.exp(), |_x, y| y;
    /// ln x
    Log: |x| x.ln(), |x, _y| 1.0 / x;
    /// √x
    Sqrt: |x| x.sqrt(), |_x, y| 0.5 / y;
    /// x²
    Square: |x| x * x, |x, _y| 2.0 * x;
    /// 1/x
    Inverse: |x| 1.0 / x, |_x, y| -y * y;
    /// ln(1 + eˣ)
    Log1pExp: |x| if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() },
        |x, _y| 1.0 / (1.0 + (-x).exp());
    /// 1/(1 + e⁻ˣ)
    InverseLogit: |x| 1.0 / (1.0 + (-x).exp()), |_x, y| y * (1.0 - y);
    /// |x|
    Absolute: |x| x.abs(), |x, _y| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 };
}
