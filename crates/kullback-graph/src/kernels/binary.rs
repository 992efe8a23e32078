//! Functions of two operands, element by element; a single element is repeated.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs, View, zip};

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident: |$x:ident, $y:ident| $value:expr,
        |$ax:ident, $ay:ident, $az:ident| $left:expr,
        |$bx:ident, $by:ident, $bz:ident| $right:expr;)*) => {
        /// A function of two reals, with its two partial derivatives given the arguments and the
        /// value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Binary {
            $($(#[$doc])* $name,)*
        }

        impl Binary {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Binary] = &[$(Binary::$name,)*];
        }

        impl Apply for Binary {
            fn output_len(&self, inputs: &[usize]) -> usize {
                if inputs[0] == 1 { inputs[1] } else { inputs[0] }
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
                    $(Binary::$name => combine(inputs, output,
                        |$x: f64, $y: f64| -> f64 { $value }),)*
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
                    $(Binary::$name => pull(inputs, output, output_adjoint, into,
                        |$ax: f64, $ay: f64, $az: f64| -> f64 { $left },
                        |$bx: f64, $by: f64, $bz: f64| -> f64 { $right }),)*
                }
            }
        }
    };
}

#[inline(always)]
fn combine<const W: usize>(
    inputs: Inputs<'_, W>,
    output: &mut [Lanes<W>],
    f: impl Fn(f64, f64) -> f64,
) {
    let (x, y) = (inputs.view(0), inputs.view(1));
    match (x, y) {
        (View::Lanes(x), View::Lanes(y)) if x.len() == y.len() => {
            let arguments = x.as_flattened().iter().zip(y.as_flattened());
            for (out, (&x, &y)) in output.as_flattened_mut().iter_mut().zip(arguments) {
                *out = f(x, y);
            }
        }
        _ => {
            for (e, out) in output.iter_mut().enumerate() {
                *out = zip(x.at(e), y.at(e), &f);
            }
        }
    }
}

#[inline(always)]
fn pull<const W: usize>(
    inputs: Inputs<'_, W>,
    output: &[Lanes<W>],
    output_adjoint: &[Lanes<W>],
    mut into: Adjoints<'_, W>,
    left: impl Fn(f64, f64, f64) -> f64,
    right: impl Fn(f64, f64, f64) -> f64,
) {
    let (x, y) = (inputs.view(0), inputs.view(1));
    into.accumulate(0, output.len(), |e| {
        let (x, y, z, bar) = (x.at(e), y.at(e), output[e], output_adjoint[e]);
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = bar[l] * left(x[l], y[l], z[l]);
        }
        out
    });
    into.accumulate(1, output.len(), |e| {
        let (x, y, z, bar) = (x.at(e), y.at(e), output[e], output_adjoint[e]);
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = bar[l] * right(x[l], y[l], z[l]);
        }
        out
    });
}

binary! {
    /// x + y
    Add: |x, y| x + y, |_x, _y, _z| 1.0, |_x, _y, _z| 1.0;
    /// x − y
    Subtract: |x, y| x - y, |_x, _y, _z| 1.0, |_x, _y, _z| -1.0;
    /// x y
    Multiply: |x, y| x * y, |_x, y, _z| y, |x, _y, _z| x;
    /// x / y
    Divide: |x, y| x / y, |_x, y, _z| 1.0 / y, |_x, y, z| -z / y;
    /// xʸ; where x = 0, the partial with respect to y is taken as 0
    Power: |x, y| x.powf(y),
        |x, y, _z| if y == 0.0 { 0.0 } else { y * x.powf(y - 1.0) },
        |x, _y, z| if x == 0.0 { 0.0 } else { z * x.ln() };
}
