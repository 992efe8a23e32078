//! Covariance matrices of stationary Gaussian processes.

use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, View};
use kullback_math::special::exp;

/// The correlation as a function of q = Σ ((xᵢₖ − xⱼₖ)/ρₖ)².
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CovarianceKind {
    /// e^(−q/2)
    ExponentiatedQuadratic,
    /// e^(−√q)
    Exponential,
    /// (1 + √(3q)) e^(−√(3q))
    Matern32,
    /// (1 + √(5q) + 5q/3) e^(−√(5q))
    Matern52,
}

/// The `points` × `points` matrix α² c(q) for points of `dimension` coordinates.
///
/// Operands: the points, one after the other; the magnitude α; the length scales ρ, one or one for
/// each coordinate. Where α or ρ is not positive, the matrix is NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Covariance {
    /// The correlation.
    pub kind: CovarianceKind,
    /// How many points.
    pub points: usize,
    /// How many coordinates each has.
    pub dimension: usize,
}

impl CovarianceKind {
    /// All of them, for tests that walk the list.
    pub const ALL: &[CovarianceKind] = &[
        CovarianceKind::ExponentiatedQuadratic,
        CovarianceKind::Exponential,
        CovarianceKind::Matern32,
        CovarianceKind::Matern52,
    ];

    /// c(q)
    #[inline(always)]
    fn correlation(self, q: f64) -> f64 {
        match self {
            Self::ExponentiatedQuadratic => exp(-0.5 * q),
            Self::Exponential => exp(-q.sqrt()),
            Self::Matern32 => {
                let s = (3.0 * q).sqrt();
                (1.0 + s) * exp(-s)
            }
            Self::Matern52 => {
                let s = (5.0 * q).sqrt();
                (1.0 + s + s * s / 3.0) * exp(-s)
            }
        }
    }

    /// dc/dq, for q > 0 where it is singular at 0
    #[inline(always)]
    fn slope(self, q: f64) -> f64 {
        match self {
            Self::ExponentiatedQuadratic => -0.5 * exp(-0.5 * q),
            Self::Exponential => {
                let s = q.sqrt();
                if s > 0.0 { -0.5 * exp(-s) / s } else { 0.0 }
            }
            Self::Matern32 => -1.5 * exp(-(3.0 * q).sqrt()),
            Self::Matern52 => {
                let s = (5.0 * q).sqrt();
                -5.0 / 6.0 * (1.0 + s) * exp(-s)
            }
        }
    }
}

/// `body` with the kind as a constant, so that its loops know the function and vectorise.
macro_rules! for_kind {
    ($kind:expr, $constant:ident => $body:expr) => {
        for_kind!($kind, $constant => $body,
            [ExponentiatedQuadratic, Exponential, Matern32, Matern52])
    };
    ($kind:expr, $constant:ident => $body:expr, [$($name:ident),*]) => {
        match $kind {
            $(CovarianceKind::$name => {
                const $constant: CovarianceKind = CovarianceKind::$name;
                $body
            })*
        }
    };
}

/// Adds the squares of the scaled differences from `here` to the elements of `out`.
#[inline(always)]
fn add_squares<const W: usize>(
    out: &mut [Lanes<W>],
    here: Lanes<W>,
    inverse: Lanes<W>,
    there: impl Iterator<Item = Lanes<W>>,
) {
    for (out, there) in out.iter_mut().zip(there) {
        for l in 0..W {
            let z = (there[l] - here[l]) * inverse[l];
            out[l] += z * z;
        }
    }
}

impl Covariance {
    /// Fills `out` with q between point `j` and the points from `j + 1` on.
    #[inline(always)]
    fn squared_distances<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        j: usize,
        out: &mut [Lanes<W>],
    ) {
        let (x, rho) = (inputs.view(0), inputs.view(2));
        let d = self.dimension;
        out.fill([0.0; W]);
        for k in 0..d {
            let scale = rho.get(if rho.len() == 1 { 0 } else { k });
            let mut inverse = [0.0; W];
            for l in 0..W {
                inverse[l] = 1.0 / scale[l];
                inverse[l] = if scale[l] > 0.0 { inverse[l] } else { f64::NAN };
            }
            let here = x.get(j * d + k);
            let first = (j + 1) * d + k;
            match x {
                View::Constant(x) => {
                    let there = x.iter().skip(first).step_by(d).map(|&x| [x; W]);
                    add_squares(out, here, inverse, there);
                }
                View::Lanes(x) => {
                    let there = x.iter().skip(first).step_by(d).copied();
                    add_squares(out, here, inverse, there);
                }
            }
        }
    }
}

impl Apply for Covariance {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.points * self.points
    }

    fn memory_len(&self, _inputs: &[crate::operand::Slot]) -> usize {
        self.points
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
        let n = self.points;
        let alpha = inputs.view(1).get(0);
        let mut variance = [0.0; W];
        for l in 0..W {
            variance[l] = if alpha[l] > 0.0 {
                alpha[l] * alpha[l]
            } else {
                f64::NAN
            };
        }
        for j in 0..n {
            output[j * n + j] = variance;
            let column = &mut output[j * n + j + 1..(j + 1) * n];
            self.squared_distances(inputs, j, column);
            for_kind!(self.kind, KIND => for q in column.as_flattened_mut() {
                *q = KIND.correlation(*q);
            });
            for i in j + 1..n {
                let value = &mut output[j * n + i];
                for l in 0..W {
                    value[l] *= variance[l];
                }
                output[i * n + j] = output[j * n + i];
            }
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
        let (n, d) = (self.points, self.dimension);
        let (x, rho) = (inputs.view(0), inputs.view(2));
        let alpha = inputs.view(1).get(0);
        let [x_slot, alpha_slot, rho_slot] = [into.slots[0], into.slots[1], into.slots[2]];
        if !alpha_slot.constant {
            // Every element is α² times something.
            let mut sum = [0.0; W];
            for (value, bar) in output.iter().zip(output_adjoint) {
                for l in 0..W {
                    sum[l] += value[l] * bar[l];
                }
            }
            let adjoint = &mut into.values[alpha_slot.range()][0];
            for l in 0..W {
                adjoint[l] += 2.0 * sum[l] / alpha[l];
            }
        }
        if x_slot.constant && rho_slot.constant {
            return;
        }
        for j in 0..n {
            // The adjoints of q between point j and the later ones.
            let slopes = &mut into.memory[j + 1..n];
            self.squared_distances(inputs, j, slopes);
            for_kind!(self.kind, KIND => for q in slopes.as_flattened_mut() {
                *q = KIND.slope(*q);
            });
            for (i, slope) in (j + 1..n).zip(slopes.iter_mut()) {
                let (lower, upper) = (output_adjoint[j * n + i], output_adjoint[i * n + j]);
                for l in 0..W {
                    slope[l] *= (lower[l] + upper[l]) * alpha[l] * alpha[l];
                }
            }
            for k in 0..d {
                let rho_place = if rho.len() == 1 { 0 } else { k };
                let scale = rho.get(rho_place);
                let here = x.get(j * d + k);
                let (mut along, mut squares) = ([0.0; W], [0.0; W]);
                for (i, slope) in (j + 1..n).zip(slopes.iter()) {
                    let there = x.get(i * d + k);
                    let mut pull = [0.0; W];
                    for l in 0..W {
                        let difference = there[l] - here[l];
                        pull[l] = 2.0 * slope[l] * difference / (scale[l] * scale[l]);
                        along[l] += pull[l];
                        squares[l] += pull[l] * difference;
                    }
                    if !x_slot.constant {
                        let adjoint = &mut into.values[x_slot.range()][i * d + k];
                        for l in 0..W {
                            adjoint[l] += pull[l];
                        }
                    }
                }
                if !x_slot.constant {
                    let adjoint = &mut into.values[x_slot.range()][j * d + k];
                    for l in 0..W {
                        adjoint[l] -= along[l];
                    }
                }
                if !rho_slot.constant {
                    let adjoint = &mut into.values[rho_slot.range()][rho_place];
                    for l in 0..W {
                        adjoint[l] -= squares[l] / scale[l];
                    }
                }
            }
        }
    }
}
