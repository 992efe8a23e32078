//! Histograms: densities that are constant between edges.

use std::fmt;

use kullback_math::random::{Stream, categorical, uniform};
use kullback_math::special::ln;

use super::{Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::{Argument, Named};

/// Masses of the bins between increasing edges, spread evenly within each.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    edges: Vec<f64>,
    masses: Vec<f64>,
}

impl Histogram {
    /// The name it is written with.
    pub const NAME: &'static str = "histogram";

    /// A histogram with these edges and, one fewer, masses.
    ///
    /// # Errors
    /// Where an edge is not finite or not above the one before, the counts do not fit, or the masses
    /// are not probabilities that sum to 1 to 1e-8.
    pub fn new(edges: Vec<f64>, masses: Vec<f64>) -> Result<Self, InvalidArray> {
        rules::entries(Self::NAME, "edges", &edges, 2, f64::is_finite, "finite")?;
        if let Some(k) = edges.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(InvalidArray::Entry {
                law: Self::NAME,
                parameter: "edges",
                place: k + 2,
                value: edges[k + 1],
                expected: "above the edge before it",
            });
        }
        rules::simplex(Self::NAME, "masses", "sum of masses", &masses)?;
        if masses.len() + 1 != edges.len() {
            return Err(InvalidArray::Shape {
                law: Self::NAME,
                parameter: "masses",
                rows: masses.len(),
                columns: 1,
                expected: format!("{} × 1, one for each pair of edges", edges.len() - 1),
            });
        }
        Ok(Self { edges, masses })
    }

    /// The edges.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Every bin: its ends and its mass.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let ends = self.edges.iter().zip(&self.edges[1..]);
        ends.zip(&self.masses).map(|((a, b), m)| (*a, *b, *m))
    }

    /// The mass between neighbouring points of a refinement of the edges.
    pub(crate) fn refined(&self, points: &[f64]) -> Vec<f64> {
        let mut masses = Vec::with_capacity(points.len());
        let mut bins = self.bins().peekable();
        for pair in points.windows(2) {
            while bins.next_if(|bin| bin.1 <= pair[0]).is_some() {}
            masses.push(match bins.peek() {
                Some(&(a, b, mass)) if a <= pair[0] && pair[1] <= b => {
                    if (a, b) == (pair[0], pair[1]) {
                        mass
                    } else {
                        mass * ((pair[1] - pair[0]) / (b - a))
                    }
                }
                _ => 0.0,
            });
        }
        masses
    }
}

impl Named for Histogram {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        vec![
            ("edges", self.edges.clone().into()),
            ("masses", self.masses.clone().into()),
        ]
    }
}

/// `histogram([0, 1, 2], [0.25, 0.75])`.
impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &[f64]| Argument::from(values.to_vec());
        let (edges, masses) = (list(&self.edges), list(&self.masses));
        write!(f, "{}({edges}, {masses})", Self::NAME)
    }
}

impl Multivariate for Histogram {
    fn space(&self) -> Space {
        Space::Reals(1)
    }

    /// In the bin to the right at an edge, but for the last.
    fn log_density(&self, x: &[f64]) -> f64 {
        let &[x] = x else {
            return f64::NEG_INFINITY;
        };
        let last = self.edges.last().copied().unwrap_or(f64::NAN);
        let mut bins = self.bins();
        bins.find(|(a, b, _)| *a <= x && (x < *b || (x == *b && *b == last)))
            .map_or(f64::NEG_INFINITY, |(a, b, mass)| ln(mass) - ln(b - a))
    }

    /// By the masses as free numbers; by x and the edges it is 0 almost everywhere but for the widths,
    /// which are not followed.
    fn adjoint(&self, x: &[f64]) -> Gradient {
        let inside = |(a, b, mass): (f64, f64, f64)| match x {
            &[x] if a <= x && x < b => 1.0 / mass,
            _ => 0.0,
        };
        Gradient {
            by_x: vec![0.0; x.len()],
            by_parameters: vec![
                vec![0.0; self.edges.len()],
                self.bins().map(inside).collect(),
            ],
        }
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let place = categorical(rng, &self.masses).unwrap_or(0);
        let bin = self.bins().nth(place);
        vec![bin.map_or(f64::NAN, |(a, b, _)| a + (b - a) * uniform(rng))]
    }

    fn entropy(&self) -> Option<f64> {
        let one = |(a, b, mass): (f64, f64, f64)| {
            if mass > 0.0 {
                mass * (ln(b - a) - ln(mass))
            } else {
                0.0
            }
        };
        Some(self.bins().map(one).sum())
    }
}
