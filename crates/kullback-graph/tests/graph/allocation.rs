//! A gradient evaluation allocates nothing after the first.

use crate::tables::input_part;
use kullback_graph::{
    Binary, Builder, Cholesky, Covariance, CovarianceKind, Density, DensityTerm, Dot, Kernel,
    LogDeterminant, MatrixProduct, Operand, Reduction, ReductionKind, Softmax, Solve, Target,
    Ternary, TriangularSolve, Unary,
};
use kullback_math::{Evaluation, LogDensity, Order, Points};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting what the current thread asks of it.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

#[allow(unsafe_code)]
// SAFETY: every call is handed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A log density that uses every kind of kernel there is.
fn target() -> Target {
    let mut builder = Builder::new(12);
    let mut total = builder.constant(&[0.0]);
    let mut add = |builder: &mut Builder, kernel: Kernel, operands: &[Operand]| {
        let value = builder.apply(kernel, operands).expect("no failure");
        let sum = Reduction {
            kind: ReductionKind::LogSumExp,
            segments: 1,
        };
        let sum = builder
            .apply(Kernel::Reduction(sum), &[value])
            .expect("no failure");
        total = builder
            .apply(Kernel::Binary(Binary::Add), &[total, sum])
            .expect("no failure");
        value
    };
    let x = input_part(&mut builder, 0, 9);
    let scalar = input_part(&mut builder, 9, 1);
    let design = builder.constant(&[0.5; 45]);
    let positive = add(&mut builder, Kernel::Unary(Unary::Exp), &[x]);
    add(&mut builder, Kernel::Binary(Binary::Multiply), &[x, scalar]);
    add(
        &mut builder,
        Kernel::Ternary(Ternary::MultiplyAdd),
        &[x, scalar, positive],
    );
    add(
        &mut builder,
        Kernel::Softmax(Softmax {
            log: true,
            segments: 3,
        }),
        &[x],
    );
    add(
        &mut builder,
        Kernel::Dot(Dot { segments: 3 }),
        &[x, positive],
    );
    let product = MatrixProduct {
        rows: 5,
        inner: 9,
        columns: 1,
        copies: 1,
    };
    add(&mut builder, Kernel::MatrixProduct(product), &[design, x]);
    let kind = CovarianceKind::ExponentiatedQuadratic;
    let covariance = Kernel::Covariance(Covariance {
        kind,
        points: 3,
        dimension: 1,
    });
    let magnitude = input_part(&mut builder, 10, 1);
    let places = builder.constant(&[0.0, 1.0, 3.0]);
    let covariance = add(&mut builder, covariance, &[places, magnitude, scalar]);
    let factor = Kernel::Cholesky(Cholesky { size: 3, copies: 1 });
    let factor = add(&mut builder, factor, &[covariance]);
    let solve = TriangularSolve {
        size: 3,
        columns: 3,
        copies: 1,
        upper: false,
        transposed: false,
    };
    add(&mut builder, Kernel::TriangularSolve(solve), &[factor, x]);
    add(
        &mut builder,
        Kernel::Solve(Solve {
            size: 3,
            columns: 3,
            copies: 1,
        }),
        &[covariance, x],
    );
    add(
        &mut builder,
        Kernel::LogDeterminant(LogDeterminant { size: 3, copies: 1 }),
        &[covariance],
    );
    for &(term, reads) in Density::StudentT.terms() {
        let arguments = [x, scalar, x, positive];
        let operands: Vec<Operand> = reads.iter().map(|&k| arguments[k]).collect();
        add(
            &mut builder,
            Kernel::Density(DensityTerm { term, segments: 1 }),
            &operands,
        );
    }
    let prior = builder.constant(&[0.0]);
    Target::new(&builder, prior, total)
}

#[test]
fn nothing_is_allocated_after_the_first_evaluation() {
    let target = target();
    let mut workspace = target.workspace();
    let mut evaluation = Evaluation::default();
    let wide: Vec<f64> = (0..12 * 11).map(|i| 0.5 + (i % 7) as f64 / 8.0).collect();
    let narrow: Vec<f64> = (0..12).map(|i| 0.5 + (i % 7) as f64 / 8.0).collect();
    for (values, lanes) in [(&wide, 11), (&narrow, 1)] {
        for round in 0..3 {
            let before = COUNT.get();
            let points = Points::new(values, 12, lanes);
            target.evaluate(points, Order::Gradient, &mut evaluation, &mut workspace);
            if round > 0 {
                assert_eq!(COUNT.get(), before);
            }
        }
        assert!(evaluation.log_density.iter().all(|x| x.is_finite()));
        assert!(evaluation.gradient.iter().all(|x| x.is_finite()));
    }
}
