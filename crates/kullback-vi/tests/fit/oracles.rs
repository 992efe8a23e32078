//! Targets about which everything is known: log Z, the moments and the entropy of P, and the energy
//! of any Gaussian, so that both divergences of whatever a fit returns have an exact value.
//!
//! `oracles.json` holds the same numbers by quadrature; a test compares.

use kullback_math::linalg::{Cholesky, Matrix};
use kullback_math::special::{digamma, lbeta, lchoose, lgamma, trigamma};
use kullback_vi::FitResult;
use kullback_vi::evidence::{Certified, Divergences};
use kullback_vi::families::Gaussian;

use crate::targets::{self, Target, density};

/// log 2π.
const LOG_TWO_PI: f64 = 1.837_877_066_409_345_3;

/// A target p̃ = Z p.
pub struct Oracle {
    pub name: String,
    pub target: Target,
    /// log Z, in nats.
    pub log_evidence: f64,
    /// Mean and covariance of P.
    pub mean: Vec<f64>,
    pub covariance: Matrix,
    /// E_P[log p̃].
    pub energy_of_posterior: f64,
    /// E_Q[log p̃] of a Gaussian Q.
    pub energy: Box<dyn Fn(&Gaussian) -> f64 + Sync>,
}

impl Oracle {
    /// D_KL(Q‖P) = log Z − E_Q[log p̃] − H(Q).
    pub fn q_from_p(&self, q: &Gaussian) -> f64 {
        let entropy = 0.5 * (q.dimension() as f64 * (1.0 + LOG_TWO_PI) + q.log_determinant());
        self.log_evidence - (self.energy)(q) - entropy
    }

    /// D_KL(P‖Q) = E_P[log p̃] − log Z − E_P[log q]; log q is a quadratic.
    pub fn p_from_q(&self, q: &Gaussian) -> f64 {
        let d = q.dimension();
        let mut second = self.covariance.clone();
        for j in 0..d {
            for i in 0..d {
                let shift = |k: usize| self.mean[k] - q.mean()[k];
                second[(i, j)] += shift(i) * shift(j);
            }
        }
        let root = Cholesky::new(&q.covariance()).unwrap();
        root.solve_lower_columns(&mut second);
        let mut whitened = second.transpose();
        root.solve_lower_columns(&mut whitened);
        let trace: f64 = whitened.diagonal().iter().sum();
        let cross = -0.5 * (d as f64 * LOG_TWO_PI + q.log_determinant() + trace);
        self.energy_of_posterior - self.log_evidence - cross
    }
}

/// E[f(m + s z)], z standard normal, by the trapezoidal rule, which converges faster than any power of
/// the step here.
fn under_normal(mean: f64, sd: f64, f: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1.0 / 64.0;
    let nodes = (-640..=640).map(|k| f64::from(k) * STEP);
    nodes
        .map(|z| f(mean + sd * z) * (-0.5 * (z * z + LOG_TWO_PI)).exp() * STEP)
        .sum()
}

/// N(0, covariance) without its constant.
pub fn gaussian(name: &str, covariance: Matrix) -> Oracle {
    let d = covariance.rows();
    let factor = Cholesky::new(&covariance).unwrap();
    let precision = factor.inverse();
    let rows: Vec<Vec<f64>> = (0..d).map(|i| precision.row(i)).collect();
    Oracle {
        name: name.to_owned(),
        target: targets::gaussian(vec![0.0; d], rows),
        log_evidence: 0.5 * (d as f64 * LOG_TWO_PI + factor.log_determinant()),
        mean: vec![0.0; d],
        covariance,
        energy_of_posterior: -0.5 * d as f64,
        energy: Box::new(move |q| {
            let s = q.covariance();
            let mut value = 0.0;
            for j in 0..d {
                for i in 0..d {
                    value -= 0.5 * precision[(i, j)] * (s[(i, j)] + q.mean()[i] * q.mean()[j]);
                }
            }
            value
        }),
    }
}

pub fn equicorrelated(d: usize, rho: f64) -> Oracle {
    let covariance = Matrix::from_fn(d, d, |i, j| if i == j { 1.0 } else { rho });
    gaussian(&format!("equicorrelated {rho}, D = {d}"), covariance)
}

/// Eigenvalues of the covariance from 1e−4 to 1, evenly on the log scale, in a basis that mixes all
/// coordinates (two reflections).
pub fn ill_conditioned(d: usize) -> Oracle {
    let values: Vec<f64> = (0..d)
        .map(|k| 10.0_f64.powf(-4.0 * k as f64 / (d as f64 - 1.0)))
        .collect();
    let unit = |seed: usize| {
        let v: Vec<f64> = (0..d)
            .map(|i| targets::scattered(seed + 7 * i) - 0.5)
            .collect();
        let norm = kullback_math::linalg::norm(&v);
        v.into_iter().map(|x| x / norm).collect::<Vec<f64>>()
    };
    let (a, b) = (unit(3), unit(1000));
    let reflection =
        |v: &[f64]| Matrix::from_fn(d, d, |i, j| f64::from(u8::from(i == j)) - 2.0 * v[i] * v[j]);
    let basis = kullback_math::linalg::product(&reflection(&a), &reflection(&b));
    let scaled = Matrix::from_fn(d, d, |i, j| basis[(i, j)] * values[j].sqrt());
    let mut covariance = kullback_math::linalg::product_transposed(&scaled, &scaled);
    covariance.symmetrise();
    gaussian(&format!("condition 1e4, D = {d}"), covariance)
}

/// y ~ N(θ, σ) n times with mean ȳ, θ ~ N(0, τ).
pub fn normal_normal() -> Oracle {
    let (y, sigma, tau): ([f64; 5], f64, f64) = ([1.2, 0.7, 2.1, -0.3, 1.5], 1.0, 2.0);
    let model = serde_json::json!({"y": y, "sigma": sigma, "tau": tau});
    let n = y.len() as f64;
    let (sum, squares) = (y.iter().sum::<f64>(), y.iter().map(|y| y * y).sum::<f64>());
    let precision = n / (sigma * sigma) + 1.0 / (tau * tau);
    let mean = sum / (sigma * sigma) / precision;
    // log p̃ = constant − precision (θ − mean)² / 2.
    let constant =
        -0.5 * (n + 1.0) * LOG_TWO_PI - n * sigma.ln() - tau.ln() - 0.5 * squares / (sigma * sigma)
            + 0.5 * precision * mean * mean;
    Oracle {
        name: "normal–normal".to_owned(),
        target: targets::normal_normal(&model),
        log_evidence: constant + 0.5 * (LOG_TWO_PI - precision.ln()),
        mean: vec![mean],
        covariance: Matrix::from_diagonal(&[1.0 / precision]),
        energy_of_posterior: constant - 0.5,
        energy: Box::new(move |q| {
            let shift = q.mean()[0] - mean;
            constant - 0.5 * precision * (q.covariance()[(0, 0)] + shift * shift)
        }),
    }
}

/// y of n successes under Beta(a, b), on the logit scale.
pub fn beta_binomial(y: f64, n: f64, a: f64, b: f64) -> Oracle {
    let model = serde_json::json!({"y": y, "n": n, "a": a, "b": b});
    let (s, f) = (a + y, b + n - y);
    let constant = lchoose(n, y) - lbeta(a, b);
    Oracle {
        name: format!("beta–binomial {y} of {n}"),
        target: targets::beta_binomial(&model),
        log_evidence: constant + lbeta(s, f),
        mean: vec![digamma(s) - digamma(f)],
        covariance: Matrix::from_diagonal(&[trigamma(s) + trigamma(f)]),
        energy_of_posterior: constant + s * digamma(s) + f * digamma(f) - (s + f) * digamma(s + f),
        energy: Box::new(move |q| {
            let sd = q.sd()[0];
            constant
                + under_normal(q.mean()[0], sd, |x| {
                    -s * (-x).exp().ln_1p() - f * x.exp().ln_1p()
                })
        }),
    }
}

/// Counts under Gamma(a, b), on the log scale.
pub fn gamma_poisson(y: &[f64], a: f64, b: f64) -> Oracle {
    let model = serde_json::json!({"y": y, "a": a, "b": b});
    let (shape, rate) = (a + y.iter().sum::<f64>(), b + y.len() as f64);
    let constant = a * b.ln() - lgamma(a) - y.iter().map(|y| lgamma(y + 1.0)).sum::<f64>();
    let mean = digamma(shape) - rate.ln();
    Oracle {
        name: format!("gamma–Poisson, {} counts", y.len()),
        target: targets::gamma_poisson(&model),
        log_evidence: constant + lgamma(shape) - shape * rate.ln(),
        mean: vec![mean],
        covariance: Matrix::from_diagonal(&[trigamma(shape)]),
        energy_of_posterior: constant + shape * mean - shape,
        energy: Box::new(move |q| {
            let (m, v) = (q.mean()[0], q.covariance()[(0, 0)]);
            constant + shape * m - rate * (m + 0.5 * v).exp()
        }),
    }
}

/// Independent log-gammas of one shape.
pub fn log_gammas(d: usize, shape: f64) -> Oracle {
    let n = d as f64;
    Oracle {
        name: format!("log-gammas of shape {shape}, D = {d}"),
        target: targets::log_gammas(d, shape),
        log_evidence: n * lgamma(shape),
        mean: vec![digamma(shape); d],
        covariance: Matrix::from_diagonal(&vec![trigamma(shape); d]),
        energy_of_posterior: n * (shape * digamma(shape) - shape),
        energy: Box::new(move |q| {
            let sd = q.sd();
            let terms = q.mean().iter().zip(sd);
            terms
                .map(|(m, s)| shape * m - (m + 0.5 * s * s).exp())
                .sum()
        }),
    }
}

/// y ~ N(X β, σ²) with Zellner's g-prior β | σ ~ N(0, g σ² (XᵀX)⁻¹) and a flat prior of s = log σ;
/// coordinates β, s.
pub fn g_prior_regression(x: Vec<Vec<f64>>, y: Vec<f64>, g: f64) -> Oracle {
    let (n, k) = (y.len(), x[0].len());
    let gram = Matrix::from_fn(k, k, |i, j| x.iter().map(|row| row[i] * row[j]).sum());
    let factor = Cholesky::new(&gram).unwrap();
    let mut fitted: Vec<f64> = (0..k)
        .map(|i| x.iter().zip(&y).map(|(row, y)| row[i] * y).sum())
        .collect();
    let from_data: f64 = y.iter().map(|y| y * y).sum();
    // b solves A b = Xᵀy with A = (1 + 1/g) XᵀX.
    let moment = fitted.clone();
    factor.solve_lower(&mut fitted);
    factor.solve_lower_transposed(&mut fitted);
    let more = 1.0 + 1.0 / g;
    let b: Vec<f64> = fitted.iter().map(|f| f / more).collect();
    let rest = from_data - kullback_math::linalg::dot(&b, &moment);
    let mut a = gram.clone();
    a.scale(more);
    let (rows, columns) = (n as f64, k as f64);
    let constant =
        -0.5 * (rows + columns) * LOG_TWO_PI + 0.5 * (factor.log_determinant() - columns * g.ln());
    let log_determinant = factor.log_determinant() + columns * more.ln();
    let log_evidence =
        constant + 0.5 * (columns * LOG_TWO_PI - log_determinant) + lgamma(0.5 * rows)
            - 0.5 * rows * (0.5 * rest).ln()
            - 2.0_f64.ln();
    let mean_s = 0.5 * ((0.5 * rest).ln() - digamma(0.5 * rows));
    let mut mean = b.clone();
    mean.push(mean_s);
    let inverse = factor.inverse();
    let covariance = Matrix::from_fn(k + 1, k + 1, |i, j| {
        if i < k && j < k {
            inverse[(i, j)] / more * rest / (rows - 2.0)
        } else if i == j {
            0.25 * trigamma(0.5 * rows)
        } else {
            0.0
        }
    });
    let quadratic = {
        let (a, b) = (a.clone(), b.clone());
        // (β − b)ᵀ A (β − b) with A (β − b) left in `slope`.
        move |beta: &[f64], slope: &mut [f64]| -> f64 {
            let shift: Vec<f64> = beta.iter().zip(&b).map(|(x, b)| x - b).collect();
            for (i, s) in slope.iter_mut().enumerate() {
                *s = (0..k).map(|j| a[(i, j)] * shift[j]).sum();
            }
            kullback_math::linalg::dot(&shift, slope)
        }
    };
    let of_point = quadratic.clone();
    Oracle {
        name: format!("regression with a g-prior, D = {}", k + 1),
        target: density(k + 1, move |x, gradient| {
            let scale = (-2.0 * x[k]).exp();
            let total = rest + of_point(&x[..k], &mut gradient[..k]);
            for slope in &mut gradient[..k] {
                *slope *= -scale;
            }
            gradient[k] = scale * total - (rows + columns);
            constant - (rows + columns) * x[k] - 0.5 * scale * total
        }),
        log_evidence,
        mean,
        covariance,
        energy_of_posterior: constant - (rows + columns) * mean_s - 0.5 * (rows + columns),
        energy: Box::new(move |q| {
            // E[e^{−2s} f(β)] = e^{−2m + 2v} E[f] with β moved by −2 Cov(β, s).
            let covariance = q.covariance();
            let (m, v) = (q.mean()[k], covariance[(k, k)]);
            let moved: Vec<f64> = (0..k)
                .map(|i| q.mean()[i] - 2.0 * covariance[(i, k)])
                .collect();
            let mut total = rest + quadratic(&moved, &mut vec![0.0; k]);
            for j in 0..k {
                for i in 0..k {
                    total += a[(i, j)] * covariance[(i, j)];
                }
            }
            constant - (rows + columns) * m - 0.5 * (2.0 * (v - m)).exp() * total
        }),
    }
}

/// The g-prior regression with `k` coefficients on made-up data.
pub fn some_regression(k: usize) -> Oracle {
    let x: Vec<Vec<f64>> = (0..20)
        .map(|i| {
            (0..k)
                .map(|j| {
                    if j == 0 {
                        1.0
                    } else {
                        4.0 * targets::scattered(11 + 5 * i + 37 * j) - 2.0
                    }
                })
                .collect()
        })
        .collect();
    let y = (0..20)
        .map(|i| {
            let noise = targets::scattered(3 + 13 * i) + targets::scattered(8 + 29 * i) - 1.0;
            x[i].iter().sum::<f64>() + 1.5 * noise
        })
        .collect();
    g_prior_regression(x, y, 20.0)
}

/// Two unit Gaussians `distance` apart along the first coordinate, the left with weight `left`.
pub fn two_modes(d: usize, distance: f64, left: f64) -> Oracle {
    let h = 0.5 * distance;
    let log_sum = move |x: f64| {
        let a = left.ln() - 0.5 * (x + h) * (x + h);
        let b = (1.0 - left).ln() - 0.5 * (x - h) * (x - h);
        a.max(b) + (-(a - b).abs()).exp().ln_1p()
    };
    let mut mean = vec![0.0; d];
    mean[0] = h * (1.0 - 2.0 * left);
    let mut variances = vec![1.0; d];
    variances[0] = 1.0 + distance * distance * left * (1.0 - left);
    let others = d as f64 - 1.0;
    Oracle {
        name: format!("two modes {distance} sds apart, {left} on the left, D = {d}"),
        target: targets::two_modes(d, distance, left),
        log_evidence: 0.5 * d as f64 * LOG_TWO_PI,
        mean,
        covariance: Matrix::from_diagonal(&variances),
        energy_of_posterior: left * under_normal(-h, 1.0, log_sum)
            + (1.0 - left) * under_normal(h, 1.0, log_sum)
            - 0.5 * others,
        energy: Box::new(move |q| {
            let covariance = q.covariance();
            let rest: f64 = (1..d)
                .map(|i| covariance[(i, i)] + q.mean()[i] * q.mean()[i])
                .sum();
            under_normal(q.mean()[0], covariance[(0, 0)].sqrt(), log_sum) - 0.5 * rest
        }),
    }
}

/// Neal's funnel: v ~ N(0, 3), the others N(0, e^{v/2}).
pub fn funnel(d: usize) -> Oracle {
    let others = d as f64 - 1.0;
    let mut variances = vec![4.5_f64.exp(); d];
    variances[0] = 9.0;
    Oracle {
        name: format!("Neal's funnel, D = {d}"),
        target: targets::funnel(d),
        log_evidence: 3.0_f64.ln() + 0.5 * d as f64 * LOG_TWO_PI,
        mean: vec![0.0; d],
        covariance: Matrix::from_diagonal(&variances),
        energy_of_posterior: -0.5 * d as f64,
        energy: Box::new(move |q| {
            let covariance = q.covariance();
            let (m, v) = (q.mean()[0], covariance[(0, 0)]);
            // E[e^{−v} f(x)] moves x by −Cov(x, v).
            let squares: f64 = (1..d)
                .map(|i| (q.mean()[i] - covariance[(i, 0)]).powi(2) + covariance[(i, i)])
                .sum();
            -(v + m * m) / 18.0 - 0.5 * others * m - 0.5 * (0.5 * v - m).exp() * squares
        }),
    }
}

/// The banana of Haario, Saksman & Tamminen (1999): x ~ N(0, scale), y ~ N(bend (x² − scale²), 1).
pub fn banana(scale: f64, bend: f64) -> Oracle {
    let variance = scale * scale;
    Oracle {
        name: format!("banana, scale {scale}, bend {bend}"),
        target: density(2, move |x, g| {
            let r = x[1] - bend * (x[0] * x[0] - variance);
            g[0] = -x[0] / variance + 2.0 * bend * x[0] * r;
            g[1] = -r;
            -0.5 * (x[0] * x[0] / variance + r * r)
        }),
        log_evidence: LOG_TWO_PI + scale.ln(),
        mean: vec![0.0; 2],
        covariance: Matrix::from_diagonal(&[variance, 1.0 + 2.0 * (bend * variance).powi(2)]),
        energy_of_posterior: -1.0,
        energy: Box::new(move |q| {
            let (s, m) = (q.covariance(), q.mean());
            let square = m[0] * m[0] + s[(0, 0)];
            let mean = m[1] - bend * (square - variance);
            let spread = 2.0 * s[(0, 0)] * (s[(0, 0)] + 2.0 * m[0] * m[0]);
            let second = s[(1, 1)] - 4.0 * bend * m[0] * s[(0, 1)] + bend * bend * spread;
            -0.5 * (square / variance + mean * mean + second)
        }),
    }
}

/// All of them, the cheap ones first.
pub fn all() -> Vec<Oracle> {
    vec![
        normal_normal(),
        beta_binomial(7.0, 20.0, 2.0, 3.0),
        beta_binomial(0.0, 4.0, 1.0, 1.0),
        gamma_poisson(&[3.0, 5.0, 2.0, 4.0, 6.0, 1.0], 2.0, 0.5),
        gamma_poisson(&[0.0, 1.0], 1.0, 1.0),
        some_regression(2),
        some_regression(5),
        equicorrelated(2, 0.9),
        equicorrelated(10, 0.5),
        log_gammas(5, 4.0),
        log_gammas(20, 4.0),
        log_gammas(5, 1.0),
        two_modes(1, 2.0, 0.5),
        two_modes(1, 2.8, 0.5),
        two_modes(2, 4.0, 0.5),
        two_modes(3, 6.0, 0.3),
        banana(1.0, 0.2),
        banana(1.0, 1.0),
        banana(10.0, 0.03),
        funnel(2),
        funnel(5),
        funnel(10),
        ill_conditioned(20),
        ill_conditioned(100),
    ]
}

/// Something a fit certifies or withholds, and what is true.
pub struct Claim<'a> {
    pub name: &'static str,
    pub truth: f64,
    pub certified: &'a Certified,
}

impl Oracle {
    /// Everything that a fit claims about log Z and the divergences of its Gaussians.
    pub fn claims<'a>(&self, result: &'a FitResult) -> Vec<Claim<'a>> {
        let mut claims = vec![Claim {
            name: "log Z",
            truth: self.log_evidence,
            certified: &result.evidence.log_evidence,
        }];
        let mut add = |names: [&'static str; 2], q: &Gaussian, divergences: &'a Divergences| {
            claims.push(Claim {
                name: names[0],
                truth: self.q_from_p(q),
                certified: &divergences.q_from_p,
            });
            claims.push(Claim {
                name: names[1],
                truth: self.p_from_q(q),
                certified: &divergences.p_from_q,
            });
        };
        if let Some(fit) = &result.full_rank {
            let d = fit.mean.len();
            let lower =
                Matrix::from_fn(d, d, |i, j| fit.cholesky[i].get(j).copied().unwrap_or(0.0));
            let q = Gaussian::new(fit.mean.clone(), Cholesky::from_lower(lower));
            let names = ["D_KL(Q‖P), full rank", "D_KL(P‖Q), full rank"];
            add(names, &q, &fit.assessment.divergences);
        }
        if let Some(fit) = &result.mean_field {
            let sd: Vec<f64> = fit.log_sd.iter().map(|l| l.exp()).collect();
            let q = Gaussian::independent(fit.mean.clone(), &sd);
            let names = ["D_KL(Q‖P), mean field", "D_KL(P‖Q), mean field"];
            add(names, &q, &fit.assessment.divergences);
        }
        claims
    }
}
