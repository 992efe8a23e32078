//! The kernels: each computes an array forward and propagates adjoints backward.
//!
//! A kernel is a plain value that implements [`Apply`]: output length, forward, adjoint, in that
//! order in every file. The functions are generic over the number of lanes W and are compiled for
//! each instruction set that `pulp` tells apart at run time.

mod binary;
mod blocks;
mod cumulative_sum;
mod dot;
mod gather;
mod island;
mod matrix;
mod reduction;
mod softmax;
mod ternary;
mod unary;

pub use binary::Binary;
pub use cumulative_sum::CumulativeSum;
pub use dot::Dot;
pub use gather::{Collect, Gather};
pub use island::{Island, Source};
pub use matrix::{
    Cholesky, Covariance, CovarianceKind, LogDeterminant, MatrixProduct, Solve, TriangularSolve,
};
pub use reduction::{Reduction, ReductionKind, SegmentSum};
pub use softmax::Softmax;
pub use ternary::Ternary;
pub use unary::Unary;

pub(crate) use blocks::{Argument, blocks, sum_lanes};

use crate::Lanes;
use crate::densities::DensityTerm;
use crate::operand::{Adjoints, Failures, Inputs, Slot};

/// What every kernel does.
pub(crate) trait Apply {
    /// Whether the kernel dispatches its inner loops to the instruction set itself. The others are
    /// compiled as a whole, and everything in them must be inlined, for each.
    const DISPATCHES: bool = false;

    /// Number of output elements, from the lengths of the operands.
    fn output_len(&self, inputs: &[usize]) -> usize;

    /// Number of elements to keep from forward to adjoint.
    fn saved_len(&self, _inputs: &[Slot]) -> usize {
        0
    }

    /// Number of elements of working memory the adjoint needs ([`Adjoints::memory`]).
    fn memory_len(&self, _inputs: &[Slot]) -> usize {
        0
    }

    /// Fills `output`; with `save`, also what the adjoint needs. A lane that cannot be evaluated is
    /// marked in `failures`.
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        saved: &mut [Lanes<W>],
        save: bool,
        failures: &mut Failures<W>,
    );

    /// Adds to the adjoints of the operands.
    fn adjoint<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &[Lanes<W>],
        saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        into: Adjoints<'_, W>,
    );
}

macro_rules! kernels {
    ($($(#[$doc:meta])* $variant:ident($inner:ty),)*) => {
        /// An array operation.
        #[derive(Clone, Debug)]
        pub enum Kernel {
            $($(#[$doc])* $variant($inner),)*
        }

        impl Kernel {
            /// Number of output elements, from the lengths of the operands.
            pub(crate) fn output_len(&self, inputs: &[usize]) -> usize {
                match self { $(Kernel::$variant(kernel) => kernel.output_len(inputs),)* }
            }

            pub(crate) fn saved_len(&self, inputs: &[Slot]) -> usize {
                match self { $(Kernel::$variant(kernel) => kernel.saved_len(inputs),)* }
            }

            pub(crate) fn memory_len(&self, inputs: &[Slot]) -> usize {
                match self { $(Kernel::$variant(kernel) => kernel.memory_len(inputs),)* }
            }

            /// What to call it in a message.
            pub(crate) fn name(&self) -> String {
                match self { $(Kernel::$variant(kernel) => format!("{kernel:?}"),)* }
            }
        }

        pub(crate) fn forward<const W: usize>(
            arch: pulp::Arch,
            kernel: &Kernel,
            inputs: Inputs<'_, W>,
            output: &mut [Lanes<W>],
            saved: &mut [Lanes<W>],
            save: bool,
            failures: &mut Failures<W>,
        ) {
            match kernel {
                $(Kernel::$variant(kernel) => {
                    if <$inner>::DISPATCHES {
                        kernel.forward(inputs, output, saved, save, failures);
                    } else {
                        arch.dispatch(Forward { kernel, inputs, output, saved, save, failures });
                    }
                })*
            }
        }

        pub(crate) fn adjoint<const W: usize>(
            arch: pulp::Arch,
            kernel: &Kernel,
            inputs: Inputs<'_, W>,
            output: &[Lanes<W>],
            saved: &[Lanes<W>],
            output_adjoint: &[Lanes<W>],
            into: Adjoints<'_, W>,
        ) {
            match kernel {
                $(Kernel::$variant(kernel) => {
                    if <$inner>::DISPATCHES {
                        kernel.adjoint(inputs, output, saved, output_adjoint, into);
                    } else {
                        arch.dispatch(
                            Backward { kernel, inputs, output, saved, output_adjoint, into },
                        );
                    }
                })*
            }
        }
    };
}

kernels! {
    /// One function of one operand, element by element.
    Unary(Unary),
    /// One function of two operands, element by element; a single element is repeated.
    Binary(Binary),
    /// One function of three operands, element by element; a single element is repeated.
    Ternary(Ternary),
    /// Elements of one operand at fixed places.
    Gather(Gather),
    /// Elements of several operands at fixed places.
    Collect(Collect),
    /// A sum, product, extremum or log-sum-exp of each of several equal segments.
    Reduction(Reduction),
    /// Sums over segments of unequal length.
    SegmentSum(SegmentSum),
    /// The values that the body of an island starts from.
    Source(Source),
    /// A loop whose steps depend on one another.
    Island(Island),
    /// Dot products of segments.
    Dot(Dot),
    /// Running sums within segments.
    CumulativeSum(CumulativeSum),
    /// The softmax of each segment, or its logarithm.
    Softmax(Softmax),
    /// A matrix product.
    MatrixProduct(MatrixProduct),
    /// The Cholesky factor of a symmetric positive definite matrix.
    Cholesky(Cholesky),
    /// The solution of a triangular system.
    TriangularSolve(TriangularSolve),
    /// The solution of a general square system.
    Solve(Solve),
    /// ln |det A|.
    LogDeterminant(LogDeterminant),
    /// The covariance matrix of a Gaussian process.
    Covariance(Covariance),
    /// A term of a log density, summed over segments.
    Density(DensityTerm),
}

struct Forward<'a, 'b, K, const W: usize> {
    kernel: &'a K,
    inputs: Inputs<'a, W>,
    output: &'a mut [Lanes<W>],
    saved: &'a mut [Lanes<W>],
    save: bool,
    failures: &'b mut Failures<W>,
}

impl<K: Apply, const W: usize> pulp::WithSimd for Forward<'_, '_, K, W> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.kernel.forward(
            self.inputs,
            self.output,
            self.saved,
            self.save,
            self.failures,
        );
    }
}

struct Backward<'a, K, const W: usize> {
    kernel: &'a K,
    inputs: Inputs<'a, W>,
    output: &'a [Lanes<W>],
    saved: &'a [Lanes<W>],
    output_adjoint: &'a [Lanes<W>],
    into: Adjoints<'a, W>,
}

impl<K: Apply, const W: usize> pulp::WithSimd for Backward<'_, K, W> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.kernel.adjoint(
            self.inputs,
            self.output,
            self.saved,
            self.output_adjoint,
            self.into,
        );
    }
}
