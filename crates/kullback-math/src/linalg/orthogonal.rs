//! Thin QR of a tall matrix whose columns may be dependent.

use super::{Matrix, dot, norm};

/// A = Q R with orthonormal columns in Q (n × r) and R of r × k, where r ≤ min(n, k) is the rank.
#[derive(Clone, Debug)]
pub struct ThinQr {
    /// n × r, orthonormal columns.
    pub q: Matrix,
    /// r × k.
    pub r: Matrix,
}

/// Gram–Schmidt with one full reorthogonalisation ("twice is enough", Giraud et al. 2005). A
/// column that depends on those before it adds nothing to Q.
pub fn thin_qr(a: &Matrix) -> ThinQr {
    const DEPENDENT: f64 = 1e-10;
    let (n, k) = (a.rows(), a.columns());
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut coefficients = Matrix::zeros(k, k);
    for j in 0..k {
        let mut v = a.column(j).to_vec();
        let before = norm(&v);
        for _ in 0..2 {
            for (i, q) in basis.iter().enumerate() {
                let c = dot(q, &v);
                coefficients[(i, j)] += c;
                for (x, y) in v.iter_mut().zip(q) {
                    *x -= c * y;
                }
            }
        }
        let after = norm(&v);
        if basis.len() < n && after > DEPENDENT * before {
            coefficients[(basis.len(), j)] = after;
            for x in &mut v {
                *x /= after;
            }
            basis.push(v);
        }
    }
    let rank = basis.len();
    ThinQr {
        q: Matrix::from_fn(n, rank, |i, j| basis[j][i]),
        r: Matrix::from_fn(rank, k, |i, j| coefficients[(i, j)]),
    }
}
