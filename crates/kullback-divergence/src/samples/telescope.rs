//! Large divergences as a sum of small ones through intermediate samples (Rhodes, Xu & Gutmann,
//! NeurIPS 2020): a classifier cannot tell e^−20 from e^−40, but it can tell neighbours apart.

use super::cloud::Cloud;
use super::estimate::{Estimate, mean};
use super::logistic::{Coefficients, Design, Features};
use super::shuffle::{self, Purpose};

/// Groups of the delete-a-group jackknife.
const GROUPS: usize = 10;
/// Neighbours in the chain should be no further apart than this (nats).
const STEP: f64 = 1.0;
/// Longest chain.
const LONGEST: usize = 32;

/// One link: the classifier between two neighbouring waymarks.
struct Link {
    design: Design,
    whole: Coefficients,
}

/// E_q of the sum of the links' log ratios, with the jackknife's correction and standard error.
pub(super) fn estimate(first: &Cloud, second: &Cloud, seed: u64) -> Estimate {
    let mut length = 4;
    let links = loop {
        let links = chain(first, second, length, seed);
        let widest = links
            .iter()
            .map(|link| {
                let odds = link.design.log_odds(&link.whole);
                mean(odds[..odds.len() / 2].iter().copied())
            })
            .fold(0.0, f64::max);
        if widest < STEP || 2 * length > LONGEST {
            break links;
        }
        length *= 2;
    };
    let n = first.len();
    let pairs = n.min(second.len());
    let whole = total(first, &links, |link| link.whole.clone());
    // A group leaves its points out of every link and out of the mean.
    let mut rng = shuffle::stream(seed, Purpose::Folds, 1);
    let group = shuffle::folds(pairs, GROUPS, &mut rng);
    let left_out: Vec<f64> = (0..GROUPS)
        .map(|k| {
            let kept: Vec<bool> = group.iter().map(|g| *g != k).collect();
            let rows: Vec<bool> = kept.iter().chain(&kept).copied().collect();
            let indices: Vec<usize> = (0..n).filter(|&i| i >= pairs || kept[i]).collect();
            let points = first.choose(&indices);
            total(&points, &links, |link| {
                link.design.fit(&rows, Some(&link.whole))
            })
        })
        .collect();
    let groups = GROUPS as f64;
    let centre = mean(left_out.iter().copied());
    let squares: f64 = left_out.iter().map(|t| (t - centre) * (t - centre)).sum();
    Estimate {
        nats: groups * whole - (groups - 1.0) * centre,
        standard_error: ((groups - 1.0) / groups * squares).sqrt(),
        estimator: format!(
            "telescoped logistic density ratio, {} links, quadratic features, jackknife interval",
            links.len()
        ),
        n: n + second.len(),
        pareto_k: None,
        flags: vec![
            "the ratio is too large for one classifier; telescoping is right only where the log \
             ratio of neighbouring waymarks is quadratic"
                .to_owned(),
        ],
    }
}

/// Links between waymarks √(1 − α²) x + α y, α = 0, 1/J, …, 1, each from its own pairing of the two
/// samples, so that noise in one waymark is not the next one's signal.
fn chain(first: &Cloud, second: &Cloud, length: usize, seed: u64) -> Vec<Link> {
    let pairs = first.len().min(second.len());
    let waymark = |step: usize| {
        let alpha = step as f64 / length as f64;
        let keep = (1.0 - alpha * alpha).max(0.0).sqrt();
        let mut rng = shuffle::stream(seed, Purpose::Pairing, step as u64);
        let mut partner: Vec<usize> = (0..second.len()).collect();
        shuffle::shuffle(&mut partner, &mut rng);
        let mut values = Vec::with_capacity(pairs * first.dimension);
        for (i, &j) in (0..pairs).zip(&partner) {
            let both = first.point(i).iter().zip(second.point(j));
            values.extend(both.map(|(x, y)| keep * x + alpha * y));
        }
        Cloud {
            values,
            dimension: first.dimension,
        }
    };
    (0..length)
        .map(|step| {
            let design = Design::new(&waymark(step), &waymark(step + 1), Features::Quadratic, 1.0);
            let whole = design.fit(&vec![true; 2 * pairs], None);
            Link { design, whole }
        })
        .collect()
}

fn total(points: &Cloud, links: &[Link], fit: impl Fn(&Link) -> Coefficients) -> f64 {
    let sums = links
        .iter()
        .map(|link| mean(link.design.log_odds_at(&fit(link), points).into_iter()));
    sums.sum()
}
