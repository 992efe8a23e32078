//! Log densities as sums of terms, each a function of some of the arguments with its partials.
//!
//! A density is a list of terms ([`Density::terms`]). A term names the arguments it reads, so that a
//! term in the scale alone is evaluated once per scale and not once per observation, and a term in
//! constants alone is folded while the graph is built. The sum of the terms is the full, normalised
//! log density: evidence needs every constant.

mod normal;

use crate::Lanes;
use crate::kernels::Apply;
use crate::operand::{Adjoints, Failures, Inputs, Slot};

/// The value of a term and its partial derivatives with respect to its arguments.
pub(crate) type Partials<const K: usize> = (f64, [f64; K]);

/// What an argument of a density must satisfy. Constant arguments are checked while the graph is
/// built ([`Density::violation`]); for the others a term yields NaN where Stan would reject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Any number that is not NaN.
    NotNan,
    /// A finite number.
    Finite,
    /// Finite and greater than zero.
    Positive,
}

macro_rules! densities {
    ($($(#[$doc:meta])* $density:ident($arity:literal) in $module:ident {
        domains: [$($domain:ident),*],
        terms: [$($term:ident = $function:ident($($argument:literal),*)),* $(,)?],
    })*) => {
        /// A univariate distribution; the variate is argument 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Density {
            $($(#[$doc])* $density,)*
        }

        /// One term of the log density of a distribution.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Term {
            $($($term,)*)*
        }

        impl Density {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Density] = &[$(Density::$density,)*];

            /// Number of arguments, the variate included.
            pub fn arity(self) -> usize {
                match self { $(Density::$density => $arity,)* }
            }

            /// The terms whose sum is the log density, with the arguments each reads.
            pub fn terms(self) -> &'static [(Term, &'static [usize])] {
                match self {
                    $(Density::$density => &[$((Term::$term, &[$($argument),*]),)*],)*
                }
            }

            /// What each argument must satisfy.
            pub fn domains(self) -> &'static [Domain] {
                match self { $(Density::$density => &[$(Domain::$domain),*],)* }
            }
        }

        impl Apply for DensityTerm {
            fn output_len(&self, _inputs: &[usize]) -> usize {
                self.segments
            }

            fn saved_len(&self, inputs: &[Slot]) -> usize {
                saved_len(self.segments, inputs)
            }

            #[inline(always)]
            fn forward<const W: usize>(
                &self,
                inputs: Inputs<'_, W>,
                output: &mut [Lanes<W>],
                saved: &mut [Lanes<W>],
                save: bool,
                _failures: &mut Failures<W>,
            ) {
                match self.term {
                    $($(Term::$term => accumulate(self.segments, inputs, output, saved, save,
                        $module::$function),)*)*
                }
            }

            #[inline(always)]
            fn adjoint<const W: usize>(
                &self,
                inputs: Inputs<'_, W>,
                _output: &[Lanes<W>],
                saved: &[Lanes<W>],
                output_adjoint: &[Lanes<W>],
                into: Adjoints<'_, W>,
            ) {
                pull(self.segments, inputs, saved, output_adjoint, into);
            }
        }
    };
}

impl Domain {
    /// Whether `x` satisfies it.
    pub fn holds(self, x: f64) -> bool {
        match self {
            Domain::NotNan => !x.is_nan(),
            Domain::Finite => x.is_finite(),
            Domain::Positive => x > 0.0 && x.is_finite(),
        }
    }

    /// In words, to follow "must be".
    pub fn description(self) -> &'static str {
        match self {
            Domain::NotNan => "a number",
            Domain::Finite => "finite",
            Domain::Positive => "positive and finite",
        }
    }
}

/// One term of a log density, summed over each of `segments` equal segments of its elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DensityTerm {
    /// Which term.
    pub term: Term,
    /// How many sums.
    pub segments: usize,
}

/// Number of elements a term runs over: the longest of its arguments.
#[inline(always)]
fn element_count(lens: impl Iterator<Item = usize>) -> usize {
    lens.max().unwrap_or(0)
}

/// A lone scalar argument of a lone segment needs only the sum of its partials.
#[inline(always)]
fn is_summed(segments: usize, len: usize) -> bool {
    segments == 1 && len == 1
}

fn saved_len(segments: usize, inputs: &[Slot]) -> usize {
    let count = element_count(inputs.iter().map(|slot| slot.len as usize));
    let of = |slot: &Slot| match slot.len as usize {
        _ if slot.constant => 0,
        len if is_summed(segments, len) => 1,
        _ => count,
    };
    inputs.iter().map(of).sum()
}

/// Sums `term` over each segment; with `save`, keeps the partials of every variable argument.
#[inline(always)]
fn accumulate<const W: usize, const K: usize>(
    segments: usize,
    inputs: Inputs<'_, W>,
    output: &mut [Lanes<W>],
    saved: &mut [Lanes<W>],
    save: bool,
    term: impl Fn([f64; K]) -> Partials<K>,
) {
    let views: [_; K] = std::array::from_fn(|k| inputs.view(k));
    let count = element_count(views.iter().map(|view| view.len()));
    let length = count / segments;
    // Where the partials of argument k go: a place for each element, one place, or nowhere.
    let mut start = 0;
    let places: [Option<(usize, usize)>; K] = std::array::from_fn(|k| {
        if !save || inputs.is_constant(k) {
            return None;
        }
        let step = usize::from(!is_summed(segments, views[k].len()));
        let place = (start, step);
        start += if step == 1 { count } else { 1 };
        Some(place)
    });
    if save {
        saved.fill([0.0; W]);
    }
    for (segment, out) in output.iter_mut().enumerate() {
        let mut sum = [0.0; W];
        for e in segment * length..(segment + 1) * length {
            let arguments: [Lanes<W>; K] = std::array::from_fn(|k| views[k].at(e));
            let mut partials = [[0.0; W]; K];
            for l in 0..W {
                let (value, partial) = term(std::array::from_fn(|k| arguments[k][l]));
                sum[l] += value;
                for k in 0..K {
                    partials[k][l] = partial[k];
                }
            }
            for k in 0..K {
                if let Some((start, step)) = places[k] {
                    let slot = &mut saved[start + step * e];
                    for l in 0..W {
                        slot[l] += partials[k][l];
                    }
                }
            }
        }
        *out = sum;
    }
}

/// Adds the saved partials, times the adjoint of their segment, to the adjoints of the arguments.
#[inline(always)]
fn pull<const W: usize>(
    segments: usize,
    inputs: Inputs<'_, W>,
    saved: &[Lanes<W>],
    output_adjoint: &[Lanes<W>],
    mut into: Adjoints<'_, W>,
) {
    let count = element_count((0..inputs.count()).map(|k| inputs.view(k).len()));
    let length = (count / segments).max(1);
    let mut start = 0;
    for k in 0..inputs.count() {
        if !into.wants(k) {
            continue;
        }
        let kept = if is_summed(segments, inputs.view(k).len()) {
            1
        } else {
            count
        };
        let partials = &saved[start..start + kept];
        start += kept;
        into.accumulate(k, kept, |e| {
            crate::operand::zip(partials[e], output_adjoint[e / length], |p, bar| p * bar)
        });
    }
}

densities! {
    /// normal(y | mu, sigma): location and standard deviation.
    Normal(3) in normal {
        domains: [NotNan, Finite, Positive],
        terms: [NormalSquare = square(0, 1, 2), NormalScale = scale(2)],
    }
}
