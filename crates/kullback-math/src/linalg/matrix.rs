//! The column-major matrix that the rest of the workspace stores numbers in.

use std::ops::{Index, IndexMut};

/// A dense column-major matrix: entry (i, j) is `values[j * rows + i]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    values: Vec<f64>,
    rows: usize,
    columns: usize,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            values: vec![0.0; rows * columns],
            rows,
            columns,
        }
    }

    /// The identity matrix.
    pub fn identity(n: usize) -> Self {
        Self::from_fn(n, n, |i, j| if i == j { 1.0 } else { 0.0 })
    }

    /// The square matrix with `diagonal` on its diagonal and zeros elsewhere.
    pub fn from_diagonal(diagonal: &[f64]) -> Self {
        let n = diagonal.len();
        let mut matrix = Self::zeros(n, n);
        for (i, &d) in diagonal.iter().enumerate() {
            matrix[(i, i)] = d;
        }
        matrix
    }

    /// The matrix whose entry (i, j) is `f(i, j)`.
    pub fn from_fn(rows: usize, columns: usize, mut f: impl FnMut(usize, usize) -> f64) -> Self {
        let mut values = Vec::with_capacity(rows * columns);
        for j in 0..columns {
            for i in 0..rows {
                values.push(f(i, j));
            }
        }
        Self {
            values,
            rows,
            columns,
        }
    }

    /// Takes `values`, column after column, as a `rows` × `columns` matrix.
    ///
    /// # Panics
    /// When `values.len() != rows * columns`: that is a mistake in the caller, not in its input.
    pub fn from_values(values: Vec<f64>, rows: usize, columns: usize) -> Self {
        assert_eq!(
            values.len(),
            rows * columns,
            "a matrix needs rows × columns values"
        );
        Self {
            values,
            rows,
            columns,
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All entries, column after column.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All entries, column after column.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// The entries, column after column, without the shape.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// Column `j`.
    pub fn column(&self, j: usize) -> &[f64] {
        &self.values[j * self.rows..(j + 1) * self.rows]
    }

    /// Column `j`.
    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.values[j * self.rows..(j + 1) * self.rows]
    }

    /// Row `i`, copied.
    pub fn row(&self, i: usize) -> Vec<f64> {
        (0..self.columns).map(|j| self[(i, j)]).collect()
    }

    /// The diagonal, copied.
    pub fn diagonal(&self) -> Vec<f64> {
        (0..self.rows.min(self.columns))
            .map(|i| self[(i, i)])
            .collect()
    }

    /// The transpose, copied.
    pub fn transpose(&self) -> Self {
        // In tiles that fit in the nearest cache: one of the two is not read in order.
        const TILE: usize = 16;
        let mut transposed = Self::zeros(self.columns, self.rows);
        for first_column in (0..self.columns).step_by(TILE) {
            for first_row in (0..self.rows).step_by(TILE) {
                for j in first_column..(first_column + TILE).min(self.columns) {
                    for i in first_row..(first_row + TILE).min(self.rows) {
                        transposed[(j, i)] = self[(i, j)];
                    }
                }
            }
        }
        transposed
    }

    /// Multiplies every entry by `factor`.
    pub fn scale(&mut self, factor: f64) {
        for value in &mut self.values {
            *value *= factor;
        }
    }

    /// Replaces the matrix by ½(A + Aᵀ). The matrix must be square.
    pub fn symmetrise(&mut self) {
        debug_assert_eq!(self.rows, self.columns);
        for j in 0..self.columns {
            for i in 0..j {
                let mean = 0.5 * (self[(i, j)] + self[(j, i)]);
                self[(i, j)] = mean;
                self[(j, i)] = mean;
            }
        }
    }

    /// Whether no entry is NaN or infinite.
    pub fn is_finite(&self) -> bool {
        self.values.iter().all(|value| value.is_finite())
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        debug_assert!(i < self.rows && j < self.columns);
        &self.values[j * self.rows + i]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        debug_assert!(i < self.rows && j < self.columns);
        &mut self.values[j * self.rows + i]
    }
}
