//! The discrete part of a sample: points that occur more than once.

use kullback_math::special::digamma;

use super::input::Samples;

/// Above this share of repeated points every value counts as an atom: rounded data, or counts.
const MOSTLY: f64 = 0.5;

/// How two samples divide into repeated and single points.
#[derive(Debug)]
pub(super) struct Split {
    /// For each point of the first sample, how often its value occurs in both; None for a value
    /// that occurs once in all.
    pub(super) first: Vec<Option<(usize, usize)>>,
    /// For each point of the second sample, whether its value is an atom.
    pub(super) second: Vec<bool>,
    /// Different repeated values.
    pub(super) atoms: usize,
    /// Atoms that occur in the first sample only.
    pub(super) unmatched: usize,
    /// Whether all values were taken as atoms.
    pub(super) lattice: bool,
}

impl Split {
    pub(super) fn of(first: &Samples<'_>, second: &Samples<'_>) -> Self {
        let n = first.len();
        let point = |i: usize| {
            if i < n {
                first.point(i)
            } else {
                second.point(i - n)
            }
        };
        let mut order: Vec<usize> = (0..n + second.len()).collect();
        // Adding 0 makes −0 the same value as 0.
        let compare = |a: usize, b: usize| {
            let pairs = point(a).iter().zip(point(b));
            pairs
                .map(|(a, b)| (a + 0.0).total_cmp(&(b + 0.0)))
                .find(|o| o.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        };
        order.sort_unstable_by(|&a, &b| compare(a, b));
        let groups = || order.chunk_by(|&a, &b| compare(a, b).is_eq());
        let repeated: usize = groups()
            .map(|g| if g.len() > 1 { g.len() } else { 0 })
            .sum();
        let lattice = repeated as f64 > MOSTLY * order.len() as f64;
        let mut split = Self {
            first: vec![None; n],
            second: vec![false; second.len()],
            atoms: 0,
            unmatched: 0,
            lattice,
        };
        for group in groups() {
            if group.len() == 1 && !lattice {
                continue;
            }
            let in_first = group.iter().filter(|&&i| i < n).count();
            let in_second = group.len() - in_first;
            split.atoms += 1;
            split.unmatched += usize::from(in_second == 0);
            for &i in group {
                if i < n {
                    split.first[i] = Some((in_first, in_second));
                } else {
                    split.second[i - n] = true;
                }
            }
        }
        split
    }

    /// ln q/p at an atom seen `counts` times in samples of n and m points; an atom missing from the
    /// second sample counts as half a point there.
    pub(super) fn log_ratio(counts: (usize, usize), n: usize, m: usize) -> f64 {
        let seen = if counts.1 == 0 {
            0.5_f64.ln()
        } else {
            digamma(counts.1 as f64)
        };
        digamma(counts.0 as f64) - seen + (m as f64 / n as f64).ln()
    }
}
