//! What an argument of a density must satisfy.

/// What an argument of a density must satisfy, so that a message can name it. Where a variable
/// argument leaves its domain, the log density is NaN or −∞.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Any number that is not NaN.
    NotNan,
    /// A finite number.
    Finite,
    /// Finite and greater than zero.
    Positive,
    /// Zero or greater.
    NonNegative,
    /// From 0 to 1.
    UnitInterval,
    /// Between 0 and 1, neither included.
    OpenUnitInterval,
    /// 0 or 1.
    ZeroOrOne,
    /// An integer.
    Integer,
    /// An integer, zero or greater.
    Count,
}

impl Domain {
    /// Whether `x` satisfies it.
    pub fn holds(self, x: f64) -> bool {
        match self {
            Domain::NotNan => !x.is_nan(),
            Domain::Finite => x.is_finite(),
            Domain::Positive => x > 0.0 && x.is_finite(),
            Domain::NonNegative => x >= 0.0,
            Domain::UnitInterval => (0.0..=1.0).contains(&x),
            Domain::OpenUnitInterval => x > 0.0 && x < 1.0,
            Domain::ZeroOrOne => x == 0.0 || x == 1.0,
            Domain::Integer => x.fract() == 0.0,
            Domain::Count => x >= 0.0 && x.fract() == 0.0,
        }
    }

    /// In words, to follow "must be".
    pub fn description(self) -> &'static str {
        match self {
            Domain::NotNan => "a number",
            Domain::Finite => "finite",
            Domain::Positive => "positive and finite",
            Domain::NonNegative => "zero or greater",
            Domain::UnitInterval => "between 0 and 1",
            Domain::OpenUnitInterval => "strictly between 0 and 1",
            Domain::ZeroOrOne => "0 or 1",
            Domain::Integer => "an integer",
            Domain::Count => "an integer, zero or greater",
        }
    }
}
