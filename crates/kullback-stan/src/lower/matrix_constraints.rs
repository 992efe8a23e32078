//! Constraints of matrices: Cholesky factors, correlation and covariance matrices.
//!
//! The transforms are those of the Stan reference manual. A correlation matrix is built from canonical
//! partial correlations z = tanh(y) (Lewandowski, Kurowicka and Joe 2009): with s = 1 − z², row i of its
//! Cholesky factor has the entries z_ij √(s_i1 … s_i,j−1), and √(s_i1 … s_i,i−1) on the diagonal.

use super::tracer::Tracer;
use super::value::{Array, Lowered, Shape, Value};
use crate::diagnostic::Span;
use kullback_graph::{Binary, Collect, Kernel, MatrixProduct, Unary};

/// The order in which the strictly lower entries take their coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Row after row: Cholesky factors.
    Rows,
    /// Column after column: correlation matrices.
    Columns,
}

impl Order {
    /// The strictly lower entries (row, column) of a K × K matrix.
    fn entries(self, k: usize) -> Vec<(usize, usize)> {
        match self {
            Self::Rows => (1..k).flat_map(|i| (0..i).map(move |j| (i, j))).collect(),
            Self::Columns => (0..k)
                .flat_map(|j| (j + 1..k).map(move |i| (i, j)))
                .collect(),
        }
    }
}

impl Tracer<'_> {
    /// Cholesky factors of correlation matrices. The log Jacobian added is that of the factor in row
    /// order, and that of the correlation matrix in column order.
    pub(super) fn correlation_factor(
        &mut self,
        free: Array,
        copies: usize,
        shape: Shape,
        order: Order,
        span: Span,
    ) -> Lowered<Value> {
        let (k, _) = shape.rows_columns();
        let entries = order.entries(k);
        let count = entries.len();
        if count == 0 {
            let ones = self.constant(&vec![1.0; copies]);
            return Ok(Value::reals(shape, 0, ones));
        }
        let y = Value::reals(Shape::array(copies * count), 0, free);
        let z = self.unary(Unary::Tanh, &y, span)?;
        let log_s = self.log_one_minus_square_of_tanh(&y, span)?;

        // dz/dy is s. A factor has (L_ij) √ of j factors s in front of z; a correlation matrix of K
        // rows has each s of column j (from 0) to the power (K − j − 2)/2 (their theorem 1).
        let powers: Vec<f64> = (0..copies)
            .flat_map(|_| &entries)
            .map(|&(i, j)| match order {
                Order::Rows => 1.0 + 0.5 * (i - j - 1) as f64,
                Order::Columns => 1.0 + 0.5 * (k - j - 2) as f64,
            })
            .collect();
        let powers = self.constant(&powers);
        let powers = Value::reals(Shape::array(copies * count), 0, powers);
        let jacobian = self.binary(Binary::Multiply, &powers, &log_s, span)?;
        self.add_to_target(&jacobian, false, span)?;

        // ½ Σ_{c<j} ln s_ic for every strictly lower (i, j), then for every diagonal entry but the first.
        let rows: Vec<(usize, usize)> = entries
            .iter()
            .copied()
            .chain((1..k).map(|i| (i, i)))
            .collect();
        let mut before = vec![0.0; rows.len() * count];
        for (c, &(row, column)) in entries.iter().enumerate() {
            for (r, &(i, j)) in rows.iter().enumerate() {
                if row == i && column < j {
                    before[r + c * rows.len()] = 0.5;
                }
            }
        }
        let before = self.constant(&before);
        let kernel = Kernel::MatrixProduct(MatrixProduct {
            rows: rows.len(),
            inner: count,
            columns: copies,
            copies: 1,
        });
        let log_s = self.reals(&log_s);
        let log_roots = self.emit(kernel, &[before, log_s], span)?;
        let roots = Value::reals(Shape::array(copies * rows.len()), 0, log_roots);
        let roots = self.unary(Unary::Exp, &roots, span)?;

        let height = rows.len();
        let lower: Vec<u32> = (0..copies)
            .flat_map(|copy| (0..count).map(move |e| (copy * height + e) as u32))
            .collect();
        let lower = self.pick(&roots, Shape::array(copies * count), &lower, span)?;
        let below = self.binary(Binary::Multiply, &z, &lower, span)?;
        let inputs = [
            self.reals(&below),
            self.reals(&roots),
            self.constant(&[0.0, 1.0]),
        ];
        let mut places = Vec::with_capacity(copies * k * k);
        for copy in 0..copies {
            for j in 0..k {
                for i in 0..k {
                    places.push(match entries.iter().position(|&entry| entry == (i, j)) {
                        Some(e) => (0, (copy * count + e) as u32),
                        None if i == j && i > 0 => (1, (copy * height + count + i - 1) as u32),
                        None => (2, u32::from(i == j)),
                    });
                }
            }
        }
        let kernel = Kernel::Collect(Collect {
            places: places.into(),
        });
        let array = self.emit(kernel, &inputs, span)?;
        Ok(Value::reals(shape, 0, array))
    }

    /// ln (1 − tanh² y) = ln 4 + ln logit⁻¹(2y) + ln logit⁻¹(−2y), accurate far from 0.
    fn log_one_minus_square_of_tanh(&mut self, y: &Value, span: Span) -> Lowered<Value> {
        let two = self.real(2.0);
        let double = self.binary(Binary::Multiply, y, &two, span)?;
        let up = self.unary(Unary::LogInverseLogit, &double, span)?;
        let down = self.unary(Unary::Log1mInverseLogit, &double, span)?;
        let sum = self.binary(Binary::Add, &up, &down, span)?;
        let constant = self.real(4.0_f64.ln());
        self.binary(Binary::Add, &sum, &constant, span)
    }

    /// Cholesky factors with positive diagonals: coordinates row after row, those of the diagonal through
    /// exp. `powers` gives the power of each diagonal entry in the Jacobian, that of exp included.
    pub(super) fn covariance_factor(
        &mut self,
        free: Array,
        copies: usize,
        shape: Shape,
        powers: impl Fn(usize) -> f64,
        span: Span,
    ) -> Lowered<Value> {
        let (rows, columns) = shape.rows_columns();
        let mut entries = Vec::new();
        for i in 0..rows {
            for j in 0..columns.min(i + 1) {
                entries.push((i, j));
            }
        }
        let count = entries.len();
        let on_diagonal: Vec<usize> = (0..count)
            .filter(|&e| entries[e].0 == entries[e].1)
            .collect();
        let places: Vec<u32> = (0..copies)
            .flat_map(|copy| on_diagonal.iter().map(move |e| (copy * count + e) as u32))
            .collect();
        let logs = self.gather(free, places.clone(), span)?;
        let logs = Value::reals(Shape::array(places.len()), 0, logs);
        let weights: Vec<f64> = (0..copies)
            .flat_map(|_| (0..on_diagonal.len()).map(&powers))
            .collect();
        let weights = self.constant(&weights);
        let weights = Value::reals(Shape::array(places.len()), 0, weights);
        let jacobian = self.binary(Binary::Multiply, &weights, &logs, span)?;
        self.add_to_target(&jacobian, false, span)?;
        let diagonal = self.unary(Unary::Exp, &logs, span)?;
        let inputs = [free, self.reals(&diagonal), self.constant(&[0.0])];
        let mut places = Vec::with_capacity(copies * rows * columns);
        for copy in 0..copies {
            for j in 0..columns {
                for i in 0..rows {
                    places.push(match entries.iter().position(|&entry| entry == (i, j)) {
                        Some(_) if i == j => (1, (copy * on_diagonal.len() + i) as u32),
                        Some(e) => (0, (copy * count + e) as u32),
                        None => (2, 0),
                    });
                }
            }
        }
        let kernel = Kernel::Collect(Collect {
            places: places.into(),
        });
        let array = self.emit(kernel, &inputs, span)?;
        Ok(Value::reals(shape, 0, array))
    }

    /// L Lᵀ of every factor.
    pub(super) fn squared_factor(
        &mut self,
        factor: &Value,
        copies: usize,
        span: Span,
    ) -> Lowered<Value> {
        let (k, _) = factor.shape.rows_columns();
        let transposed: Vec<u32> = (0..copies)
            .flat_map(|copy| {
                (0..k).flat_map(move |i| (0..k).map(move |j| (copy * k * k + j * k + i) as u32))
            })
            .collect();
        let right = self.pick(factor, factor.shape.clone(), &transposed, span)?;
        let kernel = Kernel::MatrixProduct(MatrixProduct {
            rows: k,
            inner: k,
            columns: k,
            copies,
        });
        let inputs = [self.reals(factor), self.reals(&right)];
        let array = self.emit(kernel, &inputs, span)?;
        Ok(Value::reals(factor.shape.clone(), 0, array))
    }
}
