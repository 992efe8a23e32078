//! Functions of three operands, element by element; a single element is repeated.

use super::Apply;
use super::blocks::{Argument, add_to_adjoint, blocks};
use crate::Lanes;
use crate::operand::{Adjoints, BLOCK, Failures, Inputs};
use kullback_math::special::{
    beta_inc, beta_inc_partials, exp, inv_logit, lbeta, ln, log_add_exp, log_beta_inc, log1p,
};

macro_rules! ternary {
    ($($(#[$doc:meta])* $name:ident: |$x:ident, $y:ident, $z:ident| $value:expr,
        $(|$px:ident, $py:ident, $pz:ident, $pv:ident| $partial:expr),*;)*) => {
        /// A function of three reals, with its partial derivatives given the arguments and the
        /// value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Ternary {
            $($(#[$doc])* $name,)*
        }

        impl Ternary {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Ternary] = &[$(Ternary::$name,)*];

            #[inline(always)]
            fn values(self, arch: pulp::Arch, arguments: [&[f64]; 3], output: &mut [f64]) {
                match self {
                    $(Ternary::$name => arch.dispatch(Combine {
                        arguments,
                        output,
                        function: functions::$name,
                    }),)*
                }
            }

            /// Fills each wanted row of `terms` with `bar` times a partial derivative.
            #[inline(always)]
            fn terms(
                self,
                arch: pulp::Arch,
                arguments: [&[f64]; 4],
                bar: &[f64],
                wanted: [bool; 3],
                terms: &mut [[f64; BLOCK]; 3],
            ) {
                match self {
                    $(Ternary::$name => arch.dispatch(Pull {
                        arguments,
                        bar,
                        wanted,
                        terms,
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
                fn value(&self, $x: f64, $y: f64, $z: f64) -> f64 {
                    $value
                }

                #[inline(always)]
                fn partial(&self, k: usize, x: f64, y: f64, z: f64, value: f64) -> f64 {
                    let mut partial = 0.0;
                    let mut place = 0;
                    $({
                        let ($px, $py, $pz, $pv) = (x, y, z, value);
                        if k == place {
                            partial = $partial;
                        }
                        place += 1;
                    })*
                    let _ = place;
                    partial
                }
            })*
        }
    };
}

/// A function and its partial derivative in argument `k`, given the arguments and the value. A trait
/// and not closures: a closure that is called from the code for two instruction sets is inlined in
/// neither, and its loop does not vectorise.
trait Function {
    fn value(&self, x: f64, y: f64, z: f64) -> f64;
    fn partial(&self, k: usize, x: f64, y: f64, z: f64, value: f64) -> f64;
}

impl Apply for Ternary {
    const DISPATCHES: bool = true;

    fn output_len(&self, inputs: &[usize]) -> usize {
        inputs.iter().copied().find(|&len| len != 1).unwrap_or(1)
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        failures: &mut Failures<W>,
    ) {
        let count = output.len();
        let [x_row, y_row, z_row, _] = &mut failures.scratch.arguments;
        let x = Argument::new(inputs.view(0), count, x_row);
        let y = Argument::new(inputs.view(1), count, y_row);
        let z = Argument::new(inputs.view(2), count, z_row);
        let output = output.as_flattened_mut();
        for (first, length) in blocks(output.len()) {
            let arguments = [
                x.block::<W>(first, length, x_row),
                y.block::<W>(first, length, y_row),
                z.block::<W>(first, length, z_row),
            ];
            self.values(inputs.arch, arguments, &mut output[first..first + length]);
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
        let count = output.len();
        let (output, bars) = (output.as_flattened(), output_adjoint.as_flattened());
        let [x_row, y_row, z_row, _] = &mut into.scratch.arguments;
        let Some(rows) = into.scratch.partials.first_chunk_mut() else {
            return;
        };
        let x = Argument::new(inputs.view(0), count, x_row);
        let y = Argument::new(inputs.view(1), count, y_row);
        let z = Argument::new(inputs.view(2), count, z_row);
        let wanted = [0, 1, 2].map(|k: usize| !into.slots[k].constant);
        for (first, length) in blocks(output.len()) {
            let block = first..first + length;
            let arguments = [
                x.block::<W>(first, length, x_row),
                y.block::<W>(first, length, y_row),
                z.block::<W>(first, length, z_row),
                &output[block.clone()],
            ];
            self.terms(inputs.arch, arguments, &bars[block], wanted, rows);
            for (slot, terms) in into.slots.iter().zip(rows.iter()) {
                if !slot.constant {
                    let adjoint = &mut into.values[slot.range()];
                    add_to_adjoint(adjoint, count > 1 && slot.len == 1, first, &terms[..length]);
                }
            }
        }
    }
}

struct Combine<'a, F> {
    arguments: [&'a [f64]; 3],
    output: &'a mut [f64],
    function: F,
}

impl<F: Function> pulp::WithSimd for Combine<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let [x, y, z] = self.arguments;
        let arguments = x.iter().zip(y).zip(z);
        for (output, ((&x, &y), &z)) in self.output.iter_mut().zip(arguments) {
            *output = self.function.value(x, y, z);
        }
    }
}

struct Pull<'a, F> {
    arguments: [&'a [f64]; 4],
    bar: &'a [f64],
    wanted: [bool; 3],
    terms: &'a mut [[f64; BLOCK]; 3],
    function: F,
}

impl<F: Function> pulp::WithSimd for Pull<'_, F> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let [x, y, z, value] = self.arguments;
        for k in 0..3 {
            if !self.wanted[k] {
                continue;
            }
            let arguments = x.iter().zip(y).zip(z).zip(value);
            let terms = self.terms[k].iter_mut().zip(self.bar);
            for ((term, &bar), (((&x, &y), &z), &value)) in terms.zip(arguments) {
                *term = bar * self.function.partial(k, x, y, z, value);
            }
        }
    }
}

/// ln θ + a − ln(1 − θ) − b, the log odds of the first component of a mixture.
#[inline(always)]
fn mixture_log_odds(theta: f64, a: f64, b: f64) -> f64 {
    (ln(theta) + a) - (log1p(-theta) + b)
}

ternary! {
    /// ln(θ eᵃ + (1 − θ) eᵇ)
    LogMix: |theta, a, b| log_add_exp(ln(theta) + a, log1p(-theta) + b),
        |_theta, a, b, value| exp(a - value) - exp(b - value),
        |theta, a, b, _value| inv_logit(mixture_log_odds(theta, a, b)),
        |theta, a, b, _value| inv_logit(-mixture_log_odds(theta, a, b));
    /// I_z(x, y), the regularised incomplete beta function of shapes x and y
    BetaInc: |x, y, z| beta_inc(x, y, z),
        |x, y, z, _value| beta_inc_partials(x, y, z)[0],
        |x, y, z, _value| beta_inc_partials(x, y, z)[1],
        |x, y, z, _value| beta_inc_partials(x, y, z)[2];
    /// ln I_z(x, y)
    LogBetaInc: |x, y, z| log_beta_inc(x, y, z),
        |x, y, z, value| beta_inc_partials(x, y, z)[0] / exp(value),
        |x, y, z, value| beta_inc_partials(x, y, z)[1] / exp(value),
        |x, y, z, value| exp((x - 1.0) * ln(z) + (y - 1.0) * log1p(-z) - lbeta(x, y) - value);
    /// x y + z
    MultiplyAdd: |x, y, z| x * y + z,
        |_x, y, _z, _value| y, |x, _y, _z, _value| x, |_x, _y, _z, _value| 1.0;
    /// y where x ≠ 0, else z
    Select: |x, y, z| if x != 0.0 { y } else { z },
        |_x, _y, _z, _value| 0.0,
        |x, _y, _z, _value| if x != 0.0 { 1.0 } else { 0.0 },
        |x, _y, _z, _value| if x != 0.0 { 0.0 } else { 1.0 };
}
