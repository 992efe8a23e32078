//! What the expectation under q forced in this fit: computed from it, never canned.

use serde::Serialize;

use crate::families::Gaussian;
use crate::result::Direction;
use kullback_math::linalg::Matrix;

/// A ratio of sds below this is worth reporting as too narrow.
const NARROW: f64 = 0.9;
/// Posterior mass beyond q's 99.9 % ellipsoid above which q leaves mass out.
const LEFT_OUT: f64 = 0.01;

/// A draw of q is wasted where q is this many times denser, relative to the posterior, than on average.
const WASTED: f64 = 100.0;

/// One thing that the minimised divergence did here.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Forced {
    /// Independent factors cannot follow a correlation and take the width of its narrow section.
    MeanFieldTooNarrow {
        /// The coordinate that is narrowed most, from 0.
        coordinate: usize,
        /// Its mean-field sd over its sd by linear response, or full rank where that is missing.
        ratio: f64,
        /// Coordinates narrowed by more than a tenth.
        coordinates: usize,
    },
    /// The mean-field sds agree with the corrected ones to a tenth.
    MeanFieldWidthsStand {
        /// The smallest ratio of sds over the coordinates.
        smallest_ratio: f64,
    },
    /// Several modes were found and q sits on one.
    KeepsOneMode {
        /// Modes found (there may be more).
        found: usize,
        /// Share of the evidence of the mode kept, as the certifier sees it.
        kept_share: f64,
    },
    /// Part of the posterior lies where q has next to nothing.
    LeavesMassOut {
        /// Posterior mass outside the ellipsoid that holds 99.9 % of q.
        outside: f64,
    },
    /// q, matched to the posterior's moments, also covers what the posterior leaves empty.
    FillsGaps {
        /// Share of q's own draws where the posterior has less than a hundredth of q's density.
        share: f64,
    },
    /// q's mass is where the posterior's is.
    Covers {
        /// Posterior mass inside the ellipsoid that holds 99.9 % of q.
        inside: f64,
    },
    /// Where the posterior's mass lies could not be certified.
    CoverageUnknown,
}

/// What is known for [`forced`].
pub struct Evidence<'a> {
    /// What q minimises.
    pub minimises: Direction,
    /// Normalised log weights of q's own draws.
    pub own_log_weights: &'a [f64],
    /// Mean-field sds.
    pub mean_field_sd: Option<&'a [f64]>,
    /// The sds to compare them with.
    pub corrected_sd: Option<&'a [f64]>,
    /// Shares of the modes found, the kept one first.
    pub mode_shares: &'a [f64],
    /// The Gaussians that the chosen approximation is made of.
    pub q: &'a [&'a Gaussian],
    /// Certified draws of the posterior: points and normalised log weights.
    pub posterior: Option<(&'a Matrix, &'a [f64])>,
}

/// Reads off a fit what its expectation forced.
pub fn forced(evidence: &Evidence<'_>) -> Vec<Forced> {
    let mut found = Vec::new();
    let by_qp = evidence.minimises == Direction::Qp;
    if by_qp && let (Some(narrow), Some(wide)) = (evidence.mean_field_sd, evidence.corrected_sd) {
        let ratios: Vec<f64> = narrow.iter().zip(wide).map(|(a, b)| a / b).collect();
        if let Some((coordinate, &ratio)) =
            ratios.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))
        {
            found.push(if ratio < NARROW {
                Forced::MeanFieldTooNarrow {
                    coordinate,
                    ratio,
                    coordinates: ratios.iter().filter(|&&r| r < NARROW).count(),
                }
            } else {
                Forced::MeanFieldWidthsStand {
                    smallest_ratio: ratio,
                }
            });
        }
    }
    if by_qp && evidence.mode_shares.len() > 1 && evidence.q.len() == 1 {
        found.push(Forced::KeepsOneMode {
            found: evidence.mode_shares.len(),
            kept_share: evidence.mode_shares[0],
        });
    }
    let share = wasted(evidence.own_log_weights);
    if !by_qp && share > LEFT_OUT {
        found.push(Forced::FillsGaps { share });
    }
    found.push(match evidence.posterior {
        None => Forced::CoverageUnknown,
        Some((points, log_weights)) => {
            let outside = mass_outside(evidence.q, points, log_weights);
            if outside > LEFT_OUT {
                Forced::LeavesMassOut { outside }
            } else {
                Forced::Covers {
                    inside: 1.0 - outside,
                }
            }
        }
    });
    found
}

/// Share of the draws whose weight is below a hundredth of the average one.
fn wasted(log_weights: &[f64]) -> f64 {
    let count = log_weights.len() as f64;
    let limit = -(count * WASTED).ln();
    log_weights.iter().filter(|w| **w < limit).count() as f64 / count
}

/// Weight of the draws beyond the 99.9 % ellipsoid of every Gaussian of q.
fn mass_outside(q: &[&Gaussian], points: &Matrix, log_weights: &[f64]) -> f64 {
    let radius = chi_square_999(points.columns() as f64);
    let mut nearest = vec![f64::INFINITY; points.rows()];
    for gaussian in q {
        let squares = crate::families::squared_norms(&gaussian.standardise(points));
        for (nearest, square) in nearest.iter_mut().zip(squares) {
            *nearest = nearest.min(square);
        }
    }
    nearest
        .iter()
        .zip(log_weights)
        .filter(|(square, _)| **square > radius)
        .map(|(_, w)| w.exp())
        .sum()
}

/// The 99.9 % quantile of χ² by Wilson & Hilferty (1931), within 1 % for every D ≥ 2 and 4 % at 1.
fn chi_square_999(d: f64) -> f64 {
    const NORMAL_999: f64 = 3.090_232_306_167_813_5;
    let spread = 2.0 / (9.0 * d);
    d * (1.0 - spread + NORMAL_999 * spread.sqrt()).powi(3)
}
