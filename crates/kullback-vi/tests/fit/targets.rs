//! Log densities whose moments or evidence are known from elsewhere.

use kullback_math::{Evaluation, LogDensity, Order, Points};

/// A target given point by point: log likelihood, log prior and the gradient of their sum.
pub struct Pointwise<F> {
    pub dimension: usize,
    pub splits: bool,
    /// Takes a point, fills the gradient, returns (log prior, log likelihood).
    pub log_density: F,
}

impl<F: Fn(&[f64], &mut [f64]) -> (f64, f64) + Sync> LogDensity for Pointwise<F> {
    type Workspace = (Vec<f64>, Vec<f64>);

    fn dimension(&self) -> usize {
        self.dimension
    }

    fn workspace(&self) -> Self::Workspace {
        (vec![0.0; self.dimension], vec![0.0; self.dimension])
    }

    fn evaluate(
        &self,
        points: Points<'_>,
        order: Order,
        out: &mut Evaluation,
        (point, gradient): &mut Self::Workspace,
    ) {
        let lanes = points.lanes();
        out.resize(self.dimension, lanes);
        for lane in 0..lanes {
            for d in 0..self.dimension {
                point[d] = points.get(d, lane);
            }
            let (prior, likelihood) = (self.log_density)(point, gradient);
            out.log_density[lane] = prior + likelihood;
            out.log_likelihood[lane] = if self.splits { likelihood } else { 0.0 };
            if order == Order::Gradient {
                for d in 0..self.dimension {
                    out.gradient[d * lanes + lane] = gradient[d];
                }
            }
        }
    }

    fn splits_likelihood(&self) -> bool {
        self.splits
    }
}

/// Every target here has one type, so that the whole fit is compiled once.
pub type Target = Pointwise<Box<dyn Fn(&[f64], &mut [f64]) -> (f64, f64) + Sync>>;

/// A target that does not tell its prior from its likelihood.
pub fn density(dimension: usize, f: impl Fn(&[f64], &mut [f64]) -> f64 + Sync + 'static) -> Target {
    Pointwise {
        dimension,
        splits: false,
        log_density: Box::new(move |x: &[f64], g: &mut [f64]| (f(x, g), 0.0)),
    }
}

/// A Gaussian of precision `precision` (row by row) and mean `mean`, without its constant.
pub fn gaussian(mean: Vec<f64>, precision: Vec<Vec<f64>>) -> Target {
    let dimension = mean.len();
    density(dimension, move |x, g| {
        let mut value = 0.0;
        for i in 0..dimension {
            let row: f64 = (0..dimension)
                .map(|j| precision[i][j] * (x[j] - mean[j]))
                .sum();
            g[i] = -row;
            value -= 0.5 * (x[i] - mean[i]) * row;
        }
        value
    })
}

/// Unit variances and correlation ρ: its precision is known in closed form.
pub fn equicorrelated(dimension: usize, rho: f64) -> Target {
    let d = dimension as f64;
    let diagonal = (1.0 + (d - 2.0) * rho) / ((1.0 - rho) * (1.0 + (d - 1.0) * rho));
    let off = -rho / ((1.0 - rho) * (1.0 + (d - 1.0) * rho));
    let precision = (0..dimension)
        .map(|i| {
            (0..dimension)
                .map(|j| if i == j { diagonal } else { off })
                .collect()
        })
        .collect();
    gaussian(vec![0.0; dimension], precision)
}

const SCHOOLS_Y: [f64; 8] = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
const SCHOOLS_SIGMA: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];

/// Eight schools (Rubin 1981) as in posteriordb: μ ~ N(0, 5), τ ~ Cauchy⁺(0, 5), θ_j = μ + τ η_j.
/// Coordinates η_1..8, μ, log τ.
pub fn eight_schools_noncentred() -> Target {
    Pointwise {
        dimension: 10,
        splits: true,
        log_density: Box::new(|x: &[f64], g: &mut [f64]| {
            let (mu, log_tau) = (x[8], x[9]);
            let tau = log_tau.exp();
            let (mut prior, mut likelihood) = (0.0, 0.0);
            let (mut by_mu, mut by_tau) = (0.0, 0.0);
            for j in 0..8 {
                let s = SCHOOLS_SIGMA[j];
                let r = (SCHOOLS_Y[j] - mu - tau * x[j]) / s;
                prior -= 0.5 * x[j] * x[j];
                likelihood -= 0.5 * r * r;
                g[j] = -x[j] + r / s * tau;
                by_mu += r / s;
                by_tau += r / s * x[j] * tau;
            }
            prior += -0.5 * (mu / 5.0) * (mu / 5.0) - (tau / 5.0).powi(2).ln_1p() + log_tau;
            let t = (tau / 5.0).powi(2);
            g[8] = by_mu - mu / 25.0;
            g[9] = by_tau - 2.0 * t / (1.0 + t) + 1.0;
            (prior, likelihood)
        }),
    }
}

/// The same posterior with θ itself as the coordinate: a funnel.
pub fn eight_schools_centred() -> Target {
    Pointwise {
        dimension: 10,
        splits: true,
        log_density: Box::new(|x: &[f64], g: &mut [f64]| {
            let (mu, log_tau) = (x[8], x[9]);
            let tau = log_tau.exp();
            let (mut prior, mut likelihood) = (0.0, 0.0);
            let (mut by_mu, mut by_tau) = (0.0, 0.0);
            for j in 0..8 {
                let s = SCHOOLS_SIGMA[j];
                let r = (SCHOOLS_Y[j] - x[j]) / s;
                let z = (x[j] - mu) / tau;
                likelihood -= 0.5 * r * r;
                prior -= 0.5 * z * z + log_tau;
                g[j] = r / s - z / tau;
                by_mu += z / tau;
                by_tau += z * z - 1.0;
            }
            prior += -0.5 * (mu / 5.0) * (mu / 5.0) - (tau / 5.0).powi(2).ln_1p() + log_tau;
            let t = (tau / 5.0).powi(2);
            g[8] = by_mu - mu / 25.0;
            g[9] = by_tau - 2.0 * t / (1.0 + t) + 1.0;
            (prior, likelihood)
        }),
    }
}

/// Neal's funnel: v ~ N(0, 3), x_i ~ N(0, e^{v/2}); coordinates v, x_1...
pub fn funnel(dimension: usize) -> Target {
    density(dimension, move |x, g| {
        let v = x[0];
        let n = (dimension - 1) as f64;
        let squares: f64 = x[1..].iter().map(|x| x * x).sum();
        let scale = (-v).exp();
        g[0] = -v / 9.0 - 0.5 * n + 0.5 * squares * scale;
        for i in 1..dimension {
            g[i] = -x[i] * scale;
        }
        -v * v / 18.0 - 0.5 * n * v - 0.5 * squares * scale
    })
}

/// Two unit Gaussians `distance` apart along the first coordinate, the left with weight `left`.
pub fn two_modes(dimension: usize, distance: f64, left: f64) -> Target {
    density(dimension, move |x, g| {
        let h = 0.5 * distance;
        let rest: f64 = x[1..].iter().map(|x| x * x).sum();
        let a = left.ln() - 0.5 * (x[0] + h) * (x[0] + h);
        let b = (1.0 - left).ln() - 0.5 * (x[0] - h) * (x[0] - h);
        let m = a.max(b);
        let total = m + ((a - m).exp() + (b - m).exp()).ln();
        let share = (a - total).exp();
        g[0] = -share * (x[0] + h) - (1.0 - share) * (x[0] - h);
        for i in 1..dimension {
            g[i] = -x[i];
        }
        total - 0.5 * rest
    })
}

/// Numbers that look random but are the same everywhere: the fractional parts of n φ.
pub fn scattered(n: usize) -> f64 {
    (n as f64 * 0.618_033_988_749_894_9).fract()
}

/// Linear regression with flat priors on coefficients and log σ (the Jacobian of σ included);
/// `rows` of (predictors with the intercept, outcome).
pub fn regression(rows: Vec<(Vec<f64>, f64)>) -> Target {
    let k = rows[0].0.len();
    Pointwise {
        dimension: k + 1,
        splits: true,
        log_density: Box::new(move |x: &[f64], g: &mut [f64]| {
            let log_sigma = x[k];
            let inverse = (-log_sigma).exp();
            g.fill(0.0);
            let mut likelihood = 0.0;
            for (predictors, y) in &rows {
                let mean: f64 = predictors.iter().zip(x).map(|(p, b)| p * b).sum();
                let r = (y - mean) * inverse;
                likelihood -= 0.5 * r * r + log_sigma;
                for (g, p) in g.iter_mut().zip(predictors) {
                    *g += r * inverse * p;
                }
                g[k] += r * r - 1.0;
            }
            (0.0, likelihood)
        }),
    }
}

/// Logistic regression with N(0, 1) coefficients on scattered data.
pub fn logistic(dimension: usize, rows: usize) -> Target {
    let data: Vec<(Vec<f64>, f64)> = (0..rows)
        .map(|i| {
            let x: Vec<f64> = (0..dimension)
                .map(|d| {
                    if d == 0 {
                        1.0
                    } else {
                        4.0 * scattered(1 + i * 37 + d * 101) - 2.0
                    }
                })
                .collect();
            let eta: f64 = x
                .iter()
                .enumerate()
                .map(|(d, x)| x * (d as f64 * 1.7).sin())
                .sum();
            let y = if scattered(7 + i * 13) < 1.0 / (1.0 + (-eta).exp()) {
                1.0
            } else {
                0.0
            };
            (x, y)
        })
        .collect();
    Pointwise {
        dimension,
        splits: true,
        log_density: Box::new(move |b: &[f64], g: &mut [f64]| {
            let mut prior = 0.0;
            for d in 0..dimension {
                prior -= 0.5 * b[d] * b[d];
                g[d] = -b[d];
            }
            let mut likelihood = 0.0;
            for (x, y) in &data {
                let eta: f64 = x.iter().zip(b).map(|(x, b)| x * b).sum();
                let p = 1.0 / (1.0 + (-eta).exp());
                likelihood += y * eta - eta.max(0.0) - (-eta.abs()).exp().ln_1p();
                for (g, x) in g.iter_mut().zip(x) {
                    *g += (y - p) * x;
                }
            }
            (prior, likelihood)
        }),
    }
}

fn field(model: &serde_json::Value, key: &str) -> f64 {
    model[key].as_f64().unwrap()
}

fn counts(model: &serde_json::Value) -> Vec<f64> {
    model["y"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

const LOG_TWO_PI: f64 = 1.837_877_066_409_345_3;

/// y ~ N(θ, σ), θ ~ N(0, τ); the coordinate is θ. All constants are kept, here and below.
pub fn normal_normal(model: &serde_json::Value) -> Target {
    let (y, sigma, tau) = (counts(model), field(model, "sigma"), field(model, "tau"));
    Pointwise {
        dimension: 1,
        splits: true,
        log_density: Box::new(move |x: &[f64], g: &mut [f64]| {
            let theta = x[0];
            let prior = -0.5 * LOG_TWO_PI - tau.ln() - 0.5 * (theta / tau).powi(2);
            g[0] = -theta / (tau * tau);
            let mut likelihood = 0.0;
            for y in &y {
                let r = (y - theta) / sigma;
                likelihood += -0.5 * LOG_TWO_PI - sigma.ln() - 0.5 * r * r;
                g[0] += r / sigma;
            }
            (prior, likelihood)
        }),
    }
}

/// y ~ Binomial(n, p), p ~ Beta(a, b); the coordinate is logit p.
pub fn beta_binomial(model: &serde_json::Value) -> Target {
    use kullback_math::special::{lbeta, lchoose};
    let [y, n, a, b] = ["y", "n", "a", "b"].map(|key| field(model, key));
    Pointwise {
        dimension: 1,
        splits: true,
        log_density: Box::new(move |x: &[f64], g: &mut [f64]| {
            // log p and log (1 − p); the Jacobian p (1 − p) adds one to both exponents.
            let log_p = -(-x[0]).exp().ln_1p();
            let log_q = -x[0].exp().ln_1p();
            let prior = a * log_p + b * log_q - lbeta(a, b);
            let likelihood = y * log_p + (n - y) * log_q + lchoose(n, y);
            g[0] = (a + y) - (a + b + n) * log_p.exp();
            (prior, likelihood)
        }),
    }
}

/// y ~ Poisson(λ), λ ~ Gamma(a, b); the coordinate is log λ.
pub fn gamma_poisson(model: &serde_json::Value) -> Target {
    use kullback_math::special::lgamma;
    let (y, a, b) = (counts(model), field(model, "a"), field(model, "b"));
    Pointwise {
        dimension: 1,
        splits: true,
        log_density: Box::new(move |x: &[f64], g: &mut [f64]| {
            let rate = x[0].exp();
            let prior = a * b.ln() - lgamma(a) + a * x[0] - b * rate;
            g[0] = a - b * rate;
            let mut likelihood = 0.0;
            for y in &y {
                likelihood += y * x[0] - rate - lgamma(y + 1.0);
                g[0] += y - rate;
            }
            (prior, likelihood)
        }),
    }
}

/// Independent log-gammas of shape `shape` and rate 1: log Z = D log Γ(shape).
pub fn log_gammas(dimension: usize, shape: f64) -> Target {
    density(dimension, move |x, g| {
        let mut value = 0.0;
        for (x, g) in x.iter().zip(g) {
            value += shape * x - x.exp();
            *g = shape - x.exp();
        }
        value
    })
}
