//! The von Mises–Fisher distribution on a sphere.

use kullback_math::linalg::{dot, norm};
use kullback_math::quadrature::{Tolerance, gauss_kronrod};
use kullback_math::random::{Stream, beta, standard_normal};
use kullback_math::special::{lgamma, ln};

use super::gaussian::named;
use super::{Gradient, InvalidArray, Multivariate, Space, rules};
use crate::distributions::formulas::{inside, uniform_above_zero};
use crate::distributions::rules::not_negative;

/// Density proportional to e^(κ μᵀx) on unit vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct VonMisesFisher {
    mu: Vec<f64>,
    pub(crate) polar: Polar,
}

/// The angle φ between a draw and the mean direction: its density is proportional to
/// sinⁿ⁻²φ e^(κ cos φ) on (0, π), whose integral is a Bessel function of order n/2 − 1 (DLMF 10.32.2).
/// Integrated, it needs no recurrence that could lose digits, whatever the order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Polar {
    /// n − 2.
    sines: f64,
    pub(crate) kappa: f64,
    /// Where the density of φ changes, with the ends.
    points: Vec<f64>,
    /// ln of the density at its mode, before normalisation.
    peak: f64,
    /// ln ∫ sinⁿ⁻²φ e^(−κ (1 − cos φ)) dφ.
    log_mass: f64,
    /// 1 − E\[cos φ\].
    pub(crate) shortfall: f64,
}

impl Polar {
    fn new(n: usize, kappa: f64) -> Self {
        let sines = n as f64 - 2.0;
        // (n − 2) cos φ = κ sin² φ at the mode.
        let root = (sines * sines + 4.0 * kappa * kappa).sqrt();
        let cosine = if sines + root > 0.0 {
            2.0 * kappa / (sines + root)
        } else {
            0.0
        };
        // 1 − cos φ = 2 sin² ½φ without cancellation.
        let versed = if kappa > 0.0 {
            (sines + root - 2.0 * kappa) / (sines + root)
        } else {
            1.0
        };
        let mode = if sines + root == 0.0 {
            std::f64::consts::FRAC_PI_2
        } else {
            2.0 * (0.5 * versed.max(0.0)).sqrt().min(1.0).asin()
        };
        let sine = mode.sin();
        let bend = kappa * cosine
            + if sines > 0.0 {
                sines / (sine * sine)
            } else {
                0.0
            };
        let scale = if bend > 0.0 { 1.0 / bend.sqrt() } else { 1.0 };
        let steps = [-30.0, -8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0, 30.0];
        let near = steps.iter().map(|step| mode + step * scale);
        let mut points = vec![0.0];
        points.extend(inside(near, 0.0, std::f64::consts::PI));
        points.push(std::f64::consts::PI);
        let mut polar = Self {
            sines,
            kappa,
            points,
            peak: 0.0,
            log_mass: 0.0,
            shortfall: 0.0,
        };
        polar.peak = polar.log_kernel(mode);
        let mass = polar.integrate(|_| 1.0);
        polar.log_mass = polar.peak + ln(mass);
        polar.shortfall = polar.integrate(versine) / mass;
        polar
    }

    /// ln(sinⁿ⁻²φ e^(−κ (1 − cos φ))).
    fn log_kernel(&self, phi: f64) -> f64 {
        let sines = if self.sines == 0.0 {
            0.0
        } else {
            self.sines * ln(phi.sin())
        };
        sines - self.kappa * versine(phi)
    }

    /// ∫ f times the density over its value at the mode.
    fn integrate(&self, f: impl Fn(f64) -> f64) -> f64 {
        let tolerance = Tolerance::default();
        gauss_kronrod(
            |phi| {
                let kernel = (self.log_kernel(phi) - self.peak).exp();
                if kernel == 0.0 { 0.0 } else { f(phi) * kernel }
            },
            &self.points,
            tolerance,
        )
        .value
    }

    /// E\[f(1 − cos φ)\].
    pub(crate) fn mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.integrate(|phi| f(versine(phi))) * (self.peak - self.log_mass).exp()
    }

    /// ln ∫ sinⁿ⁻²φ e^(−κ (1 − cos φ)) dφ.
    pub(crate) fn log_mass(&self) -> f64 {
        self.log_mass
    }

    /// ln of the integral of e^(κ cos) over the sphere.
    pub(crate) fn log_normaliser(&self) -> f64 {
        // The sphere one dimension lower has surface 2 π^((n−1)/2) / Γ((n−1)/2).
        let half = 0.5 * (self.sines + 1.0);
        let surface = std::f64::consts::LN_2 + half * ln(std::f64::consts::PI) - lgamma(half);
        surface + self.kappa + self.log_mass
    }
}

/// 1 − cos φ.
fn versine(phi: f64) -> f64 {
    let s = (0.5 * phi).sin();
    2.0 * s * s
}

impl VonMisesFisher {
    /// A law with mean direction μ (two or more values, of length 1) and concentration κ; κ = 0 is
    /// uniform on the sphere.
    ///
    /// # Errors
    /// Where μ has fewer than two values or a length that is not 1 to 1e-8, or κ is negative or not
    /// finite.
    pub fn new(mu: Vec<f64>, kappa: f64) -> Result<Self, InvalidArray> {
        rules::entries(Self::NAME, "mu", &mu, 2, f64::is_finite, "finite")?;
        rules::unit(Self::NAME, "length of mu", norm(&mu))?;
        not_negative(Self::NAME, "kappa", kappa)?;
        let polar = Polar::new(mu.len(), kappa);
        Ok(Self { mu, polar })
    }

    /// The mean direction.
    pub fn mu(&self) -> &[f64] {
        &self.mu
    }

    /// The concentration.
    pub fn kappa(&self) -> f64 {
        self.polar.kappa
    }
}

named!(
    "von_mises_fisher" VonMisesFisher("mu" mu: vector, "kappa" kappa: number),
    |law| vec![law.mu.clone().into(), law.kappa().into()]
);

impl Multivariate for VonMisesFisher {
    fn space(&self) -> Space {
        Space::Sphere(self.mu.len())
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        if x.len() != self.mu.len() || (norm(x) - 1.0).abs() > 1e-8 {
            return f64::NEG_INFINITY;
        }
        self.polar.kappa * dot(&self.mu, x) - self.polar.log_normaliser()
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        let kappa = self.polar.kappa;
        let along: f64 = self.mu.iter().zip(x).map(|(m, x)| m * x).sum();
        Gradient {
            by_x: self.mu.iter().map(|m| kappa * m).collect(),
            by_parameters: vec![
                x.iter().map(|x| kappa * x).collect(),
                vec![along - 1.0 + self.polar.shortfall],
            ],
        }
    }

    /// A. T. A. Wood, Communications in Statistics 23 (1994).
    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let n = self.mu.len() as f64;
        let kappa = self.polar.kappa;
        let b = (n - 1.0) / (2.0 * kappa + (4.0 * kappa * kappa + (n - 1.0) * (n - 1.0)).sqrt());
        let x0 = (1.0 - b) / (1.0 + b);
        let least = kappa * x0 + (n - 1.0) * ln(1.0 - x0 * x0);
        let half = 0.5 * (n - 1.0);
        let cosine = loop {
            let z = beta(rng, half, half).unwrap_or(f64::NAN);
            let w = (1.0 - (1.0 + b) * z) / (1.0 - (1.0 - b) * z);
            let gain = kappa * w + (n - 1.0) * ln(1.0 - x0 * w) - least;
            if gain >= ln(uniform_above_zero(rng)) || gain.is_nan() {
                break w;
            }
        };
        let mut x: Vec<f64> = self.mu.iter().map(|_| standard_normal(rng)).collect();
        let along = dot(&x, &self.mu);
        for (x, m) in x.iter_mut().zip(&self.mu) {
            *x -= along * m;
        }
        let factor = ((1.0 - cosine) * (1.0 + cosine)).sqrt() / norm(&x);
        for (x, m) in x.iter_mut().zip(&self.mu) {
            *x = cosine * m + factor * *x;
        }
        x
    }

    fn entropy(&self) -> Option<f64> {
        let kappa = self.polar.kappa;
        Some(self.polar.log_normaliser() - kappa * (1.0 - self.polar.shortfall))
    }
}
