//! The sequence against SciPy's, the scrambling against what Owen (1995, 1997) proves.

use super::*;

/// scipy.stats.qmc.Sobol(d, scramble=False).random(n), SciPy 1.17.1, points n − 1 of the
/// coordinates named: (coordinate, point, value).
const SCIPY: &str = include_str!("scipy_sobol.csv");

#[test]
fn the_sequence_is_scipys() {
    let table = directions(TABLE_DIMENSIONS);
    assert_eq!(table.len(), TABLE_DIMENSIONS);
    for line in SCIPY.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(',').collect();
        let (coordinate, point): (usize, u32) =
            (fields[0].parse().unwrap(), fields[1].parse().unwrap());
        let expected: f64 = fields[2].parse().unwrap();
        let gray = point ^ (point >> 1);
        let state = (0..32)
            .filter(|b| (gray >> b) & 1 == 1)
            .fold(0, |state, b| state ^ table[coordinate][b]);
        let value = f64::from(state) * 2.0_f64.powi(-32);
        assert!((value - expected).abs() < 1e-9, "{line}: {value}");
    }
}

#[test]
fn scrambled_coordinates_are_stratified() {
    let (n, dimension) = (256, 300);
    let points = uniform_points(n, dimension, &mut Stream::new(7, 0, 0));
    for d in 0..dimension {
        let mut seen = vec![false; n];
        for &u in points.column(d) {
            assert!(u > 0.0 && u < 1.0);
            seen[(u * n as f64) as usize] = true;
        }
        assert!(seen.iter().all(|&s| s), "coordinate {d}");
    }
    // The first two coordinates are a (0, 8, 2)-net in base 2: one point in every 16 × 16 cell.
    let mut cells = vec![0; n];
    for i in 0..n {
        let (x, y) = (points[(i, 0)] * 16.0, points[(i, 1)] * 16.0);
        cells[(x as usize) * 16 + y as usize] += 1;
    }
    assert!(cells.iter().all(|&c| c == 1));
}

#[test]
fn independent_scrambles_are_unbiased_and_converge_faster_than_draws() {
    // E exp(x₁ + … + x₅) over the unit cube is (e − 1)^5.
    let expected = (1.0_f64.exp() - 1.0).powi(5);
    let errors: Vec<f64> = (0..64)
        .map(|step| {
            let points = uniform_points(512, 5, &mut Stream::new(3, 1, step));
            let sum: f64 = (0..512)
                .map(|i| points.row(i).iter().sum::<f64>().exp())
                .sum();
            sum / 512.0 - expected
        })
        .collect();
    let mean = errors.iter().sum::<f64>() / 64.0;
    let rms = (errors.iter().map(|e| e * e).sum::<f64>() / 64.0).sqrt();
    assert!(mean.abs() < 4.0 * rms / 8.0, "bias {mean}, rms {rms}");
    // The standard deviation of one draw, from E f² = ((e² − 1)/2)^5.
    let sd = (((2.0_f64.exp() - 1.0) / 2.0).powi(5) - expected * expected).sqrt();
    assert!(
        rms < 0.1 * sd / 512.0_f64.sqrt(),
        "rms {rms}, iid {}",
        sd / 512.0_f64.sqrt()
    );
}

#[test]
fn normal_points_have_normal_moments_beyond_the_table_too() {
    let dimension = TABLE_DIMENSIONS + 3;
    let points = normal_points(1024, dimension, &mut Stream::new(1, 0, 0));
    for d in [0, 1, TABLE_DIMENSIONS - 1, dimension - 1] {
        let column = points.column(d);
        let mean = column.iter().sum::<f64>() / 1024.0;
        let square = column.iter().map(|x| x * x).sum::<f64>() / 1024.0;
        let tolerance = if d < TABLE_DIMENSIONS { 0.01 } else { 0.2 };
        assert!(mean.abs() < tolerance, "coordinate {d}: mean {mean}");
        assert!(
            (square - 1.0).abs() < 2.0 * tolerance,
            "coordinate {d}: {square}"
        );
    }
}
