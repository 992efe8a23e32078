//! Dirichlet and multinomial laws.

use kullback_math::series::Compensated;
use kullback_math::special::{bregman_stirling, bregman_stirling_step};

use crate::distributions::multivariate::{Dirichlet, Multinomial};
use crate::ladder::closed::base::atom;
use crate::ladder::closed::{Formula, atoms};
use crate::result::{Value, Witness};

/// The total of P's concentrations times the divergence of the means, from P to Q, plus Bregman
/// divergences of ln Γ(x) − x ln x.
pub(super) fn dirichlet(q: &Dirichlet, p: &Dirichlet) -> Formula {
    let (q, p) = (q.alpha(), p.alpha());
    let (mut n, mut change) = (Compensated::default(), Compensated::default());
    for (q, p) in q.iter().zip(p) {
        n.add(*q);
        change.add(p - q);
    }
    let (n, change) = (n.value(), change.value());
    let m: f64 = n + change;
    let mut means = Compensated::default();
    for (&a, &b) in q.iter().zip(p) {
        // b/m − a/n from the differences, which are exact where the two are close.
        let step = ((b - a) * n - a * change) / (n * m);
        means.add(atom(b / m, a / n, step));
    }
    let mut terms = vec![m * means.value(), -bregman_stirling_step(n, change)];
    terms.extend(q.iter().zip(p).map(|(&a, &b)| bregman_stirling(b, a)));
    Formula::sum(&terms)
}

/// n times the divergence of the probabilities; infinite where the numbers of draws differ, or where
/// a category has no probability under P.
pub(super) fn multinomial(q: &Multinomial, p: &Multinomial) -> Value {
    let largest = |of: &[f64]| {
        let best = of.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(k, _)| k)
    };
    let place = if q.n() == p.n() {
        let missing = |(q, p): (&f64, &f64)| *q > 0.0 && *p == 0.0;
        q.theta().iter().zip(p.theta()).position(missing)
    } else {
        Some(largest(q.theta()))
    };
    match place {
        Some(place) if q.n() != p.n() || q.n() > 0.0 => {
            let mut x = vec![0.0; q.theta().len()];
            x[place] = q.n();
            let why = if q.n() == p.n() {
                let theta = q.theta()[place];
                format!(
                    "category {} has probability {theta} under the first and 0 under the second",
                    place + 1
                )
            } else {
                format!(
                    "counts of the first sum to {} and of the second to {}",
                    q.n(),
                    p.n()
                )
            };
            Value::Infinite {
                witness: Witness::Point { x, why },
            }
        }
        _ => super::exact(q.n() * atoms::list(q.theta(), p.theta()), 0.0),
    }
}
