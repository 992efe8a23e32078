//! Matrix normal laws: normals whose covariance is a Kronecker product.

use kullback_math::linalg::Cholesky;

use super::relative::{Given, Positive, Relative, square_excess};
use crate::distributions::multivariate::{Matrix, MatrixNormal};
use crate::result::Value;

/// The relative factor of V ⊗ U is that of V ⊗ that of U.
pub(super) fn kl(q: &MatrixNormal, p: &MatrixNormal) -> Value {
    let (q, p) = (q.parts(), p.parts());
    let u = Relative::new(positive(&q.u, &q.rows), positive(&p.u, &p.rows));
    let v = Relative::new(positive(&q.v, &q.columns), positive(&p.v, &p.columns));
    let squares =
        |relative: &Relative| -> f64 { relative.diagonal.iter().map(|(b, _)| b * b).sum() };
    let mut twice = squares(&u) * v.below + u.below * squares(&v) + u.below * v.below;
    for &(b, step_b) in &u.diagonal {
        for &(c, step_c) in &v.diagonal {
            twice += square_excess((b * c, step_b + step_c + step_b * step_c));
        }
    }
    let values = q.mean.values().iter().zip(p.mean.values());
    let mut delta = Matrix::from_values(
        values.map(|(q, p)| q - p).collect(),
        q.mean.rows(),
        q.mean.columns(),
    );
    p.rows.solve_lower_columns(&mut delta);
    p.columns.solve_lower_rows(&mut delta);
    let shift: f64 = delta.values().iter().map(|z| z * z).sum();
    super::exact(0.5 * (twice + shift), 0.0)
}

fn positive<'a>(matrix: &'a Matrix, factor: &'a Cholesky) -> Positive<'a> {
    Positive {
        given: Given::Matrix(matrix),
        factor,
    }
}
