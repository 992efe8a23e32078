//! The law of a bijection of a variable, coordinate by coordinate.

use std::fmt;

use kullback_math::random::Stream;
use kullback_math::special::{inv_logit, ln, log_inv_logit, logit};

use super::{Gradient, Multivariate, Space};
use crate::distributions::continuous::{LogNormal, Normal};
use crate::distributions::{Argument, Distribution, Law, Named};

/// A map of the line, or of a part of it, that can be undone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bijection {
    /// shift + scale · x, the scale not 0.
    Affine {
        /// What is added.
        shift: f64,
        /// The factor.
        scale: f64,
    },
    /// eˣ.
    Exp,
    /// ln x, of positive numbers.
    Log,
    /// ln(x/(1 − x)), of numbers between 0 and 1.
    Logit,
    /// 1/(1 + e^−x).
    InvLogit,
}

/// Why a map cannot carry a divergence.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotBijective {
    /// Two points have one image.
    #[error(
        "`{map}` takes {one} and {other} to the same value: a divergence can only shrink under it, and \
         is not that of the laws it is applied to"
    )]
    Merges {
        /// The map.
        map: String,
        /// A point.
        one: f64,
        /// Another with the same image.
        other: f64,
    },
    /// A scale of 0, or a number that is not finite.
    #[error("affine: {argument} is {value}, but must be {expected}")]
    Affine {
        /// The number.
        argument: &'static str,
        /// Its value.
        value: f64,
        /// The rule.
        expected: &'static str,
    },
    /// The map is not defined where the law has mass.
    #[error("`{map}` is not defined at {x}, which {base} has around it")]
    Domain {
        /// The map.
        map: String,
        /// A draw of the law.
        x: f64,
        /// The law.
        base: String,
    },
    /// The base has no density to transform, or none on the whole space.
    #[error("{base} lives on {space}; only vectors of numbers are mapped coordinate by coordinate")]
    Space {
        /// The law.
        base: String,
        /// Where it lives.
        space: Space,
    },
    /// No map of this name.
    #[error("no map is called `{name}`; there are exp, log, logit and inv_logit")]
    Unknown {
        /// What was written.
        name: String,
    },
}

impl Bijection {
    /// The affine map.
    ///
    /// # Errors
    /// Where a number is not finite or the scale is 0.
    pub fn affine(shift: f64, scale: f64) -> Result<Self, NotBijective> {
        let wrong = |argument, value, expected| {
            Err(NotBijective::Affine {
                argument,
                value,
                expected,
            })
        };
        if !shift.is_finite() {
            return wrong("shift", shift, "finite");
        }
        if !scale.is_finite() || scale == 0.0 {
            return wrong("scale", scale, "finite and not 0");
        }
        Ok(Self::Affine { shift, scale })
    }

    /// The map of this name, in Stan's words.
    ///
    /// # Errors
    /// Where there is none, or it is not one to one: then with two points it does not tell apart.
    pub fn by_name(name: &str) -> Result<Self, NotBijective> {
        let merges = |one, other| {
            let map = name.to_string();
            Err(NotBijective::Merges { map, one, other })
        };
        match name {
            "exp" => Ok(Self::Exp),
            "log" => Ok(Self::Log),
            "logit" => Ok(Self::Logit),
            "inv_logit" => Ok(Self::InvLogit),
            "abs" | "fabs" | "square" | "cosh" => merges(-1.0, 1.0),
            "cos" => merges(-1.0, 1.0),
            "sin" | "tan" => merges(0.0, 2.0 * std::f64::consts::PI),
            "floor" | "trunc" => merges(0.25, 0.75),
            "round" => merges(-0.25, 0.25),
            "ceil" => merges(0.25, 0.75),
            _ => Err(NotBijective::Unknown {
                name: name.to_string(),
            }),
        }
    }

    fn apply(self, x: f64) -> f64 {
        match self {
            Self::Affine { shift, scale } => shift + scale * x,
            Self::Exp => x.exp(),
            Self::Log => ln(x),
            Self::Logit => logit(x),
            Self::InvLogit => inv_logit(x),
        }
    }

    /// x of y, NaN where there is none, and ln |dx/dy|.
    fn undo(self, y: f64) -> (f64, f64) {
        match self {
            Self::Affine { shift, scale } => ((y - shift) / scale, -ln(scale.abs())),
            Self::Exp if y > 0.0 => (ln(y), -ln(y)),
            Self::Log => (y.exp(), y),
            Self::Logit => (inv_logit(y), log_inv_logit(y) + log_inv_logit(-y)),
            Self::InvLogit if y > 0.0 && y < 1.0 => (logit(y), -ln(y) - ln(1.0 - y)),
            Self::Exp | Self::InvLogit => (f64::NAN, f64::NEG_INFINITY),
        }
    }

    /// dx/dy and d ln|dx/dy|/dy given y and x.
    fn slopes(self, y: f64, x: f64) -> (f64, f64) {
        match self {
            Self::Affine { scale, .. } => (1.0 / scale, 0.0),
            Self::Exp => (1.0 / y, -1.0 / y),
            Self::Log => (x, 1.0),
            Self::Logit => (x * (1.0 - x), 1.0 - 2.0 * x),
            Self::InvLogit => (1.0 / (y * (1.0 - y)), (2.0 * y - 1.0) / (y * (1.0 - y))),
        }
    }
}

/// With what it is applied to in the place of x.
impl fmt::Display for Bijection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Affine { shift, scale } => {
                write!(
                    f,
                    "affine({}, {})",
                    Argument::Number(*shift),
                    Argument::Number(*scale)
                )
            }
            Self::Exp => f.write_str("exp"),
            Self::Log => f.write_str("log"),
            Self::Logit => f.write_str("logit"),
            Self::InvLogit => f.write_str("inv_logit"),
        }
    }
}

/// The law of T(X), T applied to every coordinate.
#[derive(Clone, Debug, PartialEq)]
pub struct PushForward {
    map: Bijection,
    base: Box<Distribution>,
}

impl PushForward {
    /// The name in front of the map.
    pub const NAME: &'static str = "push_forward";

    /// The law of the map of a variable with this law.
    ///
    /// # Errors
    /// Where the law is not one of vectors with a density, or the map is not defined at one of its
    /// first 100 draws.
    pub fn new(map: Bijection, base: Distribution) -> Result<Self, NotBijective> {
        let space = base.space();
        if !matches!(space.measure().as_slice(), [Space::Reals(_)]) {
            return Err(NotBijective::Space {
                base: base.to_string(),
                space,
            });
        }
        for step in 0..100 {
            let draw = base.draw(&mut Stream::new(0, 0, step));
            if let Some(&x) = draw.iter().find(|x| map.apply(**x).is_nan()) {
                return Err(NotBijective::Domain {
                    map: map.to_string(),
                    x,
                    base: base.to_string(),
                });
            }
        }
        Ok(Self {
            map,
            base: Box::new(base),
        })
    }

    /// The map.
    pub fn map(&self) -> Bijection {
        self.map
    }

    /// The law it is applied to.
    pub fn base(&self) -> &Distribution {
        &self.base
    }
}

impl PushForward {
    /// The law of the catalogue that this is: the exponential of a normal, and the like.
    pub(crate) fn known(&self) -> Option<Distribution> {
        let law = match (self.map, &*self.base) {
            (Bijection::Affine { shift, scale }, Distribution::Law(Law::Normal(law))) => {
                Normal::new(shift + scale * law.mu(), scale.abs() * law.sigma())
                    .ok()?
                    .into()
            }
            (Bijection::Exp, Distribution::Law(Law::Normal(law))) => {
                LogNormal::new(law.mu(), law.sigma()).ok()?.into()
            }
            (Bijection::Log, Distribution::Law(Law::LogNormal(law))) => {
                Normal::new(law.mu(), law.sigma()).ok()?.into()
            }
            _ => return None,
        };
        Some(Distribution::Law(law))
    }
}

impl Named for PushForward {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// None of its own.
    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        Vec::new()
    }
}

/// `exp(normal(0, 1))`, `affine(1, 2, gamma(2, 1))`.
impl fmt::Display for PushForward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = &self.base;
        match self.map {
            Bijection::Affine { shift, scale } => {
                let (shift, scale) = (Argument::Number(shift), Argument::Number(scale));
                write!(f, "affine({shift}, {scale}, {base})")
            }
            map => write!(f, "{map}({base})"),
        }
    }
}

impl Multivariate for PushForward {
    fn space(&self) -> Space {
        Space::Reals(self.base.space().dimension())
    }

    fn log_density(&self, y: &[f64]) -> f64 {
        let (x, logs): (Vec<f64>, Vec<f64>) = y.iter().map(|&y| self.map.undo(y)).unzip();
        if x.iter().any(|x| x.is_nan()) {
            return f64::NEG_INFINITY;
        }
        self.base.log_density_at(&x) + logs.iter().sum::<f64>()
    }

    /// By the coordinates, and by the parameters of the law it is applied to.
    fn adjoint(&self, y: &[f64]) -> Gradient {
        let x: Vec<f64> = y.iter().map(|&y| self.map.undo(y).0).collect();
        let mut gradient = self.base.adjoint_at(&x);
        for ((by, &y), &x) in gradient.by_x.iter_mut().zip(y).zip(&x) {
            let (slope, jacobian) = self.map.slopes(y, x);
            *by = *by * slope + jacobian;
        }
        gradient
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        let x = self.base.draw(rng);
        x.into_iter().map(|x| self.map.apply(x)).collect()
    }

    /// That of the law plus the mean of ln |dy/dx|, where that is known.
    fn entropy(&self) -> Option<f64> {
        match self.map {
            Bijection::Affine { scale, .. } => {
                let n = self.base.space().dimension() as f64;
                Some(self.base.known_entropy()? + n * ln(scale.abs()))
            }
            _ => None,
        }
    }
}
