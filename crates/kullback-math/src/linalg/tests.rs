//! Factorisations of matrices whose factors are known exactly.

use super::*;

/// The Hilbert matrix of order n; its determinant is known in closed form.
fn hilbert(n: usize) -> Matrix {
    Matrix::from_fn(n, n, |i, j| 1.0 / (i + j + 1) as f64)
}

fn distance(a: &Matrix, b: &Matrix) -> f64 {
    a.values()
        .iter()
        .zip(b.values())
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max)
}

#[test]
fn the_determinant_of_hilberts_matrix() {
    // det H₅ = 1/266716800000, OEIS A005249.
    let cholesky = Cholesky::new(&hilbert(5)).unwrap();
    let expected = -(266_716_800_000.0_f64).ln();
    assert!((cholesky.log_determinant() - expected).abs() < 1e-9);
    // The entries of the inverse are integers: the first row of H₅⁻¹ is 25, −300, 1050, −1400, 630.
    let inverse = cholesky.inverse();
    for (j, expected) in [25.0, -300.0, 1050.0, -1400.0, 630.0]
        .into_iter()
        .enumerate()
    {
        assert!((inverse[(0, j)] - expected).abs() < 1e-7 * f64::abs(expected));
    }
    assert!(distance(&cholesky.reconstruct(), &hilbert(5)) < 1e-15);
}

#[test]
fn solves_undo_products() {
    let n = 40;
    let a = Matrix::from_fn(n, n, |i, j| {
        // Second differences: positive definite, with 2 − 2 cos(kπ/(n + 1)) as eigenvalues.
        match i.abs_diff(j) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        }
    });
    let cholesky = Cholesky::new(&a).unwrap();
    let b: Vec<f64> = (0..n).map(|i| (i as f64).sin()).collect();
    let mut x = b.clone();
    cholesky.solve(&mut x);
    cholesky.multiply_lower_transposed(&mut x);
    cholesky.multiply_lower(&mut x);
    for (x, b) in x.iter().zip(&b) {
        assert!((x - b).abs() < 1e-11);
    }
    let mut columns = Matrix::from_values(b.clone(), n, 1);
    cholesky.solve_lower_columns(&mut columns);
    cholesky.solve_lower_transposed_columns(&mut columns);
    let mut single = b;
    cholesky.solve(&mut single);
    assert!(distance(&columns, &Matrix::from_values(single, n, 1)) < 1e-11);

    let eigen = SymmetricEigen::new(&a).unwrap();
    for (k, value) in eigen.values.iter().enumerate() {
        let angle = (k + 1) as f64 * std::f64::consts::PI / (n + 1) as f64;
        assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
    }
    assert!(distance(&eigen.map(|x| x), &a) < 1e-13);
}

#[test]
fn what_is_not_positive_definite_is_refused() {
    let mut a = Matrix::identity(3);
    a[(1, 1)] = -1.0;
    assert_eq!(Cholesky::new(&a), Err(NotPositiveDefinite { pivot: 1 }));
    a[(1, 1)] = f64::NAN;
    assert!(Cholesky::new(&a).is_err());
    assert!(SymmetricEigen::new(&a).is_err());
}

#[test]
fn thin_qr_drops_dependent_columns() {
    let a = Matrix::from_fn(4, 3, |i, j| match j {
        0 => 1.0,
        1 => i as f64,
        _ => 2.0 + 3.0 * i as f64,
    });
    let qr = thin_qr(&a);
    assert_eq!(qr.q.columns(), 2);
    assert!(distance(&product(&qr.q, &qr.r), &a) < 1e-13);
    assert!(distance(&transposed_product(&qr.q, &qr.q), &Matrix::identity(2)) < 1e-14);
}
