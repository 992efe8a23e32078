//! What an answer is: exact, bounded, estimated or infinite, with the expectation it is under.

use std::fmt;

use serde::Serialize;

/// An amount of information in natural units.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Nats(pub f64);

/// An amount of information in binary digits.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Bits(pub f64);

impl From<Nats> for Bits {
    fn from(nats: Nats) -> Self {
        Self(nats.0 / std::f64::consts::LN_2)
    }
}

impl From<Bits> for Nats {
    fn from(bits: Bits) -> Self {
        Self(bits.0 * std::f64::consts::LN_2)
    }
}

/// How a value was reached: the rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A formula for this pair.
    ClosedForm,
    /// The Bregman divergence of the log partition function of a common exponential family.
    ExponentialFamily,
    /// Adaptive quadrature in one dimension.
    Quadrature,
    /// A sum over a discrete support with a bound on what is left out.
    Sum,
    /// A structural rule: products, common bijections, chains.
    Structural,
    /// Two-sided bounds for mixtures.
    MixtureBounds,
    /// Independent draws of the distribution the expectation is under.
    MonteCarlo,
    /// Spacings or nearest neighbours between samples.
    NearestNeighbours,
    /// Frequencies of the values of a discrete law.
    Frequencies,
    /// A cross-fitted classifier of the density ratio.
    DensityRatio,
    /// Supports and tails alone.
    Analytic,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClosedForm => "closed form",
            Self::ExponentialFamily => "exponential family",
            Self::Quadrature => "quadrature",
            Self::Sum => "certified sum",
            Self::Structural => "structural rule",
            Self::MixtureBounds => "mixture bounds",
            Self::MonteCarlo => "Monte Carlo",
            Self::NearestNeighbours => "nearest neighbours",
            Self::Frequencies => "frequencies",
            Self::DensityRatio => "density ratio",
            Self::Analytic => "supports and tails",
        })
    }
}

/// Why a divergence is infinite.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub enum Witness {
    /// The first distribution has mass around this point and the second has none.
    Point {
        /// The point; one coordinate in one dimension.
        x: Vec<f64>,
        /// The reason in words.
        why: String,
    },
    /// −ln p grows too fast for the tail of q.
    Tail {
        /// Which end of the line, or which singular point; an end of the line is written as `"∞"` or
        /// `"−∞"`, for JSON has no infinite numbers.
        #[serde(serialize_with = "serialize_end")]
        end: f64,
        /// The reason in words, with both tails.
        why: String,
    },
    /// A structural reason, as a degenerate covariance.
    Structure {
        /// The reason in words.
        why: String,
    },
}

/// The number itself, in nats.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Value {
    /// Known to rounding, or to the error stated.
    Exact {
        /// The value; never negative for a divergence.
        nats: f64,
        /// A bound or an estimate of the relative error, where it is above rounding.
        relative_error: Option<f64>,
    },
    /// Certainly between two numbers.
    Bounded {
        /// Lower bound.
        low: f64,
        /// Upper bound; may be infinite.
        high: f64,
    },
    /// A random estimate; it may be negative and is never clamped.
    Estimate {
        /// The estimate.
        nats: f64,
        /// A 95 % interval.
        interval: [f64; 2],
        /// The estimator, in words.
        estimator: String,
        /// Draws or samples used.
        n: usize,
        /// Shape of the tail of the importance weights, where there are any.
        pareto_k: Option<f64>,
        /// Set when the bias may exceed the interval, with the reason.
        bias_flag: Option<String>,
    },
    /// Infinite, for a reason.
    Infinite {
        /// The reason.
        witness: Witness,
    },
}

impl Value {
    /// The number in nats: None where only bounds are known, ∞ where it is infinite.
    pub fn nats(&self) -> Option<Nats> {
        match self {
            Self::Exact { nats, .. } | Self::Estimate { nats, .. } => Some(Nats(*nats)),
            Self::Bounded { .. } => None,
            Self::Infinite { .. } => Some(Nats(f64::INFINITY)),
        }
    }

    /// The interval of an estimate or the bounds, in nats.
    pub fn interval(&self) -> Option<[f64; 2]> {
        match self {
            Self::Bounded { low, high } => Some([*low, *high]),
            Self::Estimate { interval, .. } => Some(*interval),
            Self::Exact { .. } | Self::Infinite { .. } => None,
        }
    }
}

/// A divergence with the question it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// The distribution the expectation is under, as it was written.
    pub expectation_under: String,
    /// The other one.
    pub reference: String,
    /// Symbols of the two, in that order, for printing: `("Q", "P")` unless the caller says otherwise.
    pub symbols: (String, String),
    /// The number.
    pub value: Value,
    /// How it was reached.
    pub method: Method,
}

impl Divergence {
    /// The number in nats; see [`Value::nats`].
    pub fn nats(&self) -> Option<Nats> {
        self.value.nats()
    }

    /// The number in bits; see [`Value::nats`].
    pub fn bits(&self) -> Option<Bits> {
        self.nats().map(Bits::from)
    }

    /// What the number is: `D_KL(Q‖P) = E_{x~Q}[ln q − ln p]`.
    pub fn definition(&self) -> String {
        let (q, p) = (&self.symbols.0, &self.symbols.1);
        let (small_q, small_p) = (q.to_lowercase(), p.to_lowercase());
        format!("D_KL({q}‖{p}) = E_{{x~{q}}}[ln {small_q} − ln {small_p}]")
    }
}

/// The definition, the value in nats and bits, and the method, to four digits or `{:.n}` digits.
impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(4);
        let definition = self.definition();
        match &self.value {
            Value::Exact { nats, .. } => write!(f, "{definition} = {}", in_units(*nats, digits))?,
            Value::Bounded { low, high } => write!(
                f,
                "{definition} is between {} and {}",
                in_units(*low, digits),
                in_units(*high, digits)
            )?,
            Value::Estimate { nats, interval, .. } => write!(
                f,
                "{definition} ≈ {}, 95 % interval [{}, {}] nats",
                in_units(*nats, digits),
                significant(interval[0], digits),
                significant(interval[1], digits)
            )?,
            Value::Infinite { witness } => {
                write!(f, "{definition} = ∞ · {}", witness.why())?;
            }
        }
        write!(f, " · {}", self.method)
    }
}

impl Witness {
    /// The reason in words.
    pub fn why(&self) -> &str {
        match self {
            Self::Point { why, .. } | Self::Tail { why, .. } | Self::Structure { why } => why,
        }
    }
}

/// `0.1838 nats (0.2651 bits)`.
fn in_units(nats: f64, digits: usize) -> String {
    let bits = Bits::from(Nats(nats)).0;
    let (nats, bits) = (significant(nats, digits), significant(bits, digits));
    format!("{nats} nats ({bits} bits)")
}

fn serialize_end<S: serde::Serializer>(end: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if end.is_finite() {
        serializer.serialize_f64(*end)
    } else {
        serializer.serialize_str(&significant(*end, 1))
    }
}

/// A number to so many significant digits, with an exponent where it is far from 1.
pub(crate) fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 || !x.is_finite() {
        return match x {
            f64::INFINITY => "∞".to_string(),
            f64::NEG_INFINITY => "−∞".to_string(),
            _ => format!("{x}"),
        };
    }
    let digits = digits.max(1);
    let exponent = x.abs().log10().floor() as i32;
    if !(-4..9).contains(&exponent) {
        return format!("{x:.*e}", digits - 1);
    }
    format!("{x:.*}", (digits as i32 - 1 - exponent).max(0) as usize)
}

/// The fields every surface prints, null where there is nothing to say; numbers in nats unless named
/// otherwise. An infinite value is null, its reason is the witness.
impl Serialize for Divergence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let kind = match self.value {
            Value::Exact { .. } => "exact",
            Value::Bounded { .. } => "bounded",
            Value::Estimate { .. } => "estimate",
            Value::Infinite { .. } => "infinite",
        };
        let finite = |x: f64| x.is_finite().then_some(x);
        let witness = match &self.value {
            Value::Infinite { witness } => Some(witness),
            _ => None,
        };
        let mut fields = serializer.serialize_struct("Divergence", 8)?;
        fields.serialize_field("kind", kind)?;
        fields.serialize_field("nats", &self.nats().and_then(|n| finite(n.0)))?;
        fields.serialize_field("bits", &self.bits().and_then(|b| finite(b.0)))?;
        fields.serialize_field("expectation_under", &self.expectation_under)?;
        fields.serialize_field("reference", &self.reference)?;
        fields.serialize_field("interval", &self.value.interval().map(|i| i.map(finite)))?;
        fields.serialize_field("method", &self.method)?;
        fields.serialize_field("witness", &witness)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divergence(value: Value) -> Divergence {
        Divergence {
            expectation_under: "normal(0, 1)".to_string(),
            reference: "normal(1, 2)".to_string(),
            symbols: ("Q".to_string(), "P".to_string()),
            value,
            method: Method::ClosedForm,
        }
    }

    #[test]
    fn a_value_prints_with_its_expectation() {
        let exact = divergence(Value::Exact {
            nats: 0.183_8,
            relative_error: None,
        });
        assert_eq!(
            exact.to_string(),
            "D_KL(Q‖P) = E_{x~Q}[ln q − ln p] = 0.1838 nats (0.2652 bits) · closed form"
        );
        assert_eq!(significant(6.2807e-15, 4), "6.281e-15");
        assert_eq!(significant(1234.567, 4), "1235");
        assert_eq!(significant(-0.5, 4), "-0.5000");
    }

    #[test]
    fn json_has_these_fields_and_no_others() {
        let tail = divergence(Value::Infinite {
            witness: Witness::Tail {
                end: f64::NEG_INFINITY,
                why: "too heavy".to_string(),
            },
        });
        let json = serde_json::to_string(&tail).unwrap();
        assert!(json.contains("\"end\":\"−∞\""), "{json}");
        let infinite = divergence(Value::Infinite {
            witness: Witness::Point {
                x: vec![-1.0],
                why: "no mass".to_string(),
            },
        });
        let json = serde_json::to_string(&infinite).unwrap();
        assert_eq!(
            json,
            "{\"kind\":\"infinite\",\"nats\":null,\"bits\":null,\
             \"expectation_under\":\"normal(0, 1)\",\"reference\":\"normal(1, 2)\",\
             \"interval\":null,\"method\":\"closed_form\",\
             \"witness\":{\"at\":\"point\",\"x\":[-1.0],\"why\":\"no mass\"}}"
        );
    }
}
