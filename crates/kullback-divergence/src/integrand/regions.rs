//! Regions ranked by what they contribute to D_KL(Q‖P).

use serde::Serialize;

use crate::ladder;
use crate::ladder::log_ratio::{LogRatio, Place};
use crate::ladder::quadrature::Pieces;
use crate::question::{Question, QuestionError};
use crate::related::quantile;
use crate::result::Divergence;

/// An interval, or a run of atoms with both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Region {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its part of D_KL(Q‖P) in nats, E_Q\[ln q − ln p; region\]; negative where p exceeds q.
    pub contribution: f64,
    /// Q's mass there.
    pub mass_under: f64,
    /// P's mass there.
    pub mass_reference: f64,
}

/// The regions with the divergence they add up to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// The whole.
    pub divergence: Divergence,
    /// The regions, the largest contribution first; all of the line together.
    pub regions: Vec<Region>,
}

impl Question {
    /// The contributions to D_KL(Q‖P) of `count` regions that carry equal parts of ½ (Q + P), so that
    /// both what Q covers and what it misses is resolved.
    ///
    /// # Errors
    /// Where a distribution is not of one variable, is not a density with a distribution function, or
    /// `count` is 0.
    pub fn breakdown(&self, count: usize) -> Result<Breakdown, QuestionError> {
        if count == 0 {
            return Err(QuestionError::Argument {
                argument: "count",
                value: 0.0,
                expected: "at least 1",
            });
        }
        let divergence = self.kl()?;
        let (q, p) = (
            ladder::univariate(&self.under)?,
            ladder::univariate(&self.reference)?,
        );
        for (law, name) in [(q, &self.under), (p, &self.reference)] {
            let why = if law.support().is_discrete() {
                Some("it has atoms")
            } else if law
                .cdf(law.breakpoints().first().copied().unwrap_or(0.0))
                .is_none()
            {
                Some("its distribution function has no formula")
            } else {
                None
            };
            if let Some(why) = why {
                return Err(QuestionError::Undefined {
                    quantity: "the breakdown by regions",
                    distribution: name.to_string(),
                    why,
                });
            }
        }
        // Cuts at quantiles of both, thinned to the number asked for.
        let mut cuts: Vec<f64> = (1..count)
            .flat_map(|k| {
                let u = k as f64 / count as f64;
                [quantile(q, u, 1.0 - u), quantile(p, u, 1.0 - u)]
            })
            .collect();
        cuts.sort_by(f64::total_cmp);
        let cuts: Vec<f64> = cuts
            .chunks(2)
            .map(|pair| pair.iter().sum::<f64>() / pair.len() as f64)
            .collect();
        let whole = Pieces::over_both(q, p);
        let (low, high) = whole.ends();
        let mut ends = vec![low];
        ends.extend(cuts.into_iter().filter(|x| low < *x && *x < high));
        ends.push(high);
        ends.dedup();
        let mut regions: Vec<Region> = ends
            .windows(2)
            .map(|pair| {
                let pieces = Pieces::new(pair[0], pair[1], whole.inner().iter().copied());
                let ratio = LogRatio::between(q, p, pieces.ends());
                let mass =
                    |f: &dyn Fn(Place) -> f64| pieces.integrate(|place| f(place).exp()).value;
                Region {
                    low: pair[0],
                    high: pair[1],
                    contribution: pieces
                        .integrate(|place| {
                            let log_q = ratio.log_q(place);
                            let q = log_q.exp();
                            if q == 0.0 {
                                0.0
                            } else {
                                q * (log_q - ratio.log_p(place))
                            }
                        })
                        .value,
                    mass_under: mass(&|place| ratio.log_q(place)),
                    mass_reference: mass(&|place| ratio.log_p(place)),
                }
            })
            .collect();
        regions.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
        Ok(Breakdown {
            divergence,
            regions,
        })
    }
}
