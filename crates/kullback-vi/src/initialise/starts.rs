//! Starting points with a finite log density and gradient.

use kullback_math::linalg::Matrix;
use kullback_math::random::{Stream, uniform};
use kullback_math::{LogDensity, Order};

use crate::evaluator::Evaluator;
use crate::{FitError, streams};

/// Rounds of fresh draws for starts that failed; Stan gives up after 100 tries too.
const ROUNDS: u64 = 16;
/// Starts are drawn from U(−RADIUS, RADIUS), as in Stan.
const RADIUS: f64 = 2.0;

/// A point from which a path can begin.
pub(crate) struct Start {
    pub point: Vec<f64>,
    pub log_density: f64,
    pub gradient: Vec<f64>,
}

/// What finding the starts took.
pub(crate) struct Starts {
    pub starts: Vec<Start>,
    pub tried: usize,
}

/// Finds up to `wanted` starts: the origin first, then U(−2, 2)^D.
pub(crate) fn find_starts<T: LogDensity>(
    evaluator: &mut Evaluator<'_, T>,
    wanted: usize,
    seed: u64,
) -> Result<Starts, FitError> {
    let dimension = evaluator.dimension();
    let mut found = Starts {
        starts: Vec::new(),
        tried: 0,
    };
    let mut without_density = 0;
    let mut without_gradient = 0;
    for round in 0..ROUNDS {
        // A target that is hardly ever finite is asked for more points at a time.
        let missing = wanted - found.starts.len();
        let count = if round == 0 { wanted } else { missing.max(8) };
        let mut rng = Stream::new(seed, streams::STARTS, round);
        let mut points = Matrix::zeros(count, dimension);
        for i in 0..count {
            for d in 0..dimension {
                let u = uniform(&mut rng);
                let origin = round == 0 && i == 0;
                points[(i, d)] = if origin {
                    0.0
                } else {
                    RADIUS * (2.0 * u - 1.0)
                };
            }
        }
        let evaluated = evaluator.evaluate(&points, Order::Gradient);
        found.tried += count;
        for i in 0..count {
            let gradient = evaluated.gradient.row(i);
            if !evaluated.log_density[i].is_finite() {
                without_density += 1;
            } else if !gradient.iter().all(|g| g.is_finite()) {
                without_gradient += 1;
            } else if found.starts.len() < wanted {
                found.starts.push(Start {
                    point: points.row(i),
                    log_density: evaluated.log_density[i],
                    gradient,
                });
            }
        }
        if found.starts.len() == wanted {
            break;
        }
    }
    if found.starts.is_empty() {
        return Err(FitError::NoFiniteStart {
            tried: found.tried,
            without_density,
            without_gradient,
        });
    }
    Ok(found)
}
