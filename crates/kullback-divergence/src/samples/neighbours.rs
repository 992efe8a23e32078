//! Nearest neighbours in one ball for both samples, with the ratio's slope inside it taken out.
//!
//! Around each point of the first sample the ball is grown until it holds k points of either sample
//! (Wang, Kulkarni & Verdú, IEEE Trans. Inf. Theory 55, 2009, adaptive radius). For the sample whose
//! k-th neighbour sets the radius E\[ln mass\] = ψ(k) − ψ(N + 1); for the other, with l points strictly
//! inside, ψ(l + 1) − ψ(N + 1) (Kraskov, Stögbauer & Grassberger 2004, equation 8). What is left of
//! the bias comes from the ratio q/p changing inside the ball; a fitted log ratio g removes its
//! leading part, because ∫ eᵍ p over the ball is nearly that of q:
//!
//! ln q/p (x) ≈ ln Q(ball) − ln P(ball) + g(x) − ln E_P\[eᵍ | ball\].

use kullback_math::special::digamma;

use super::cloud::Cloud;
use super::tree::{Nearest, Tree};

/// What the balls are grown in.
pub(super) struct Pair<'a> {
    pub(super) first: &'a Cloud,
    pub(super) second: &'a Cloud,
    /// g at the points of the first and of the second sample; zeros for the plain estimator.
    pub(super) log_ratio: (&'a [f64], &'a [f64]),
    pub(super) k: usize,
}

impl Pair<'_> {
    /// Estimates of ln q/p at every point of the first sample, on `threads` threads.
    pub(super) fn log_ratios(&self, threads: usize) -> Vec<f64> {
        let (first, second) = (Tree::new(self.first), Tree::new(self.second));
        let n = self.first.len();
        let share = n.div_ceil(threads.clamp(1, n.max(1)));
        let mut log_ratios = vec![0.0; n];
        let work = |offset: usize, out: &mut [f64]| {
            let mut found = Nearest::default();
            for (i, out) in out.iter_mut().enumerate() {
                *out = self.at(offset + i, &first, &second, &mut found);
            }
        };
        if threads <= 1 {
            work(0, &mut log_ratios);
        } else {
            std::thread::scope(|scope| {
                for (t, out) in log_ratios.chunks_mut(share).enumerate() {
                    let work = &work;
                    scope.spawn(move || work(t * share, out));
                }
            });
        }
        log_ratios
    }

    fn at(&self, i: usize, first: &Tree, second: &Tree, found: &mut Nearest) -> f64 {
        let x = self.first.point(i);
        let k = self.k;
        let own = first.nearest(x, k, Some(i), found);
        let other = second.nearest(x, k, None, found);
        let radius = own.max(other);
        let mut inside = 0;
        first.within(x, radius, &mut |j, distance| {
            inside += usize::from(j != i && distance < radius);
        });
        let (at_x, g) = (self.log_ratio.0[i], self.log_ratio.1);
        // The point on the boundary says how large the ball is, not what is inside.
        let (mut weight, mut strictly) = (0.0, 0);
        second.within(x, radius, &mut |j, distance| {
            if distance < radius {
                // Bounded, so that a wild fit cannot make the mean vanish.
                weight += (g[j] - at_x).clamp(-600.0, 600.0).exp();
                strictly += 1;
            }
        });
        let psi_first = digamma(if own >= other { k } else { inside + 1 } as f64);
        let psi_second = digamma(if other >= own { k } else { strictly + 1 } as f64);
        let mass = psi_first - digamma(self.first.len() as f64) - psi_second
            + digamma(self.second.len() as f64 + 1.0);
        mass - (weight / strictly as f64).ln()
    }
}
