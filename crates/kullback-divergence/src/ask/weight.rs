//! Coefficients of an objective: polynomials in named positive numbers, as β or 1 − β or 1/N.

use std::collections::BTreeMap;

/// A product of powers of names.
type Monomial = Vec<(String, i32)>;

/// A sum of numbers times monomials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weight(BTreeMap<Monomial, f64>);

/// The sign of a weight when every name is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Zero,
    Positive,
    Negative,
    /// It depends on the values, as 1 − β does.
    Open,
}

impl Weight {
    pub fn number(value: f64) -> Self {
        let mut weight = Self::default();
        if value != 0.0 {
            weight.0.insert(Vec::new(), value);
        }
        weight
    }

    pub fn name(name: &str) -> Self {
        Self(BTreeMap::from([(vec![(name.to_owned(), 1)], 1.0)]))
    }

    /// How many monomials it has.
    pub fn terms(&self) -> usize {
        self.0.len()
    }

    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (monomial, number) in &other.0 {
            *sum.0.entry(monomial.clone()).or_insert(0.0) += number;
        }
        sum.0.retain(|_, number| number.abs() > 1e-12);
        sum
    }

    pub fn negated(&self) -> Self {
        Self(self.0.iter().map(|(m, x)| (m.clone(), -x)).collect())
    }

    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                let mut powers: BTreeMap<String, i32> = a.iter().cloned().collect();
                for (name, power) in b {
                    let entry = powers.entry(name.clone()).or_insert(0);
                    *entry = entry.saturating_add(*power);
                }
                let monomial = powers
                    .into_iter()
                    .filter(|(_, power)| *power != 0)
                    .collect();
                *product.0.entry(monomial).or_insert(0.0) += x * y;
            }
        }
        product.0.retain(|_, number| number.abs() > 1e-300);
        product
    }

    /// The quotient, when the divisor is a single monomial.
    pub fn over(&self, divisor: &Self) -> Option<Self> {
        let mut terms = divisor.0.iter();
        let (monomial, number) = terms.next()?;
        if terms.next().is_some() {
            return (self == divisor).then(|| Self::number(1.0));
        }
        let inverse = monomial
            .iter()
            .map(|(n, power)| (n.clone(), power.saturating_neg()));
        Some(self.times(&Self(BTreeMap::from([(inverse.collect(), 1.0 / number)]))))
    }

    pub fn sign(&self) -> Sign {
        let negative = self.0.values().filter(|x| **x < 0.0).count();
        match (self.0.len(), negative) {
            (0, _) => Sign::Zero,
            (_, 0) => Sign::Positive,
            (all, some) if all == some => Sign::Negative,
            _ => Sign::Open,
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self.0.len() {
            0 => Some(0.0),
            1 => self.0.get(&Vec::new()).copied(),
            _ => None,
        }
    }

    pub fn is_one(&self) -> bool {
        self.as_number().is_some_and(|x| (x - 1.0).abs() < 1e-12)
    }

    /// 1 − λ for a single name λ: a weight between 0 and 1 when λ is.
    pub fn is_complement(&self) -> bool {
        self.0.len() == 2
            && self.0.get(&Vec::new()) == Some(&1.0)
            && self
                .0
                .iter()
                .all(|(m, x)| m.is_empty() || (*x == -1.0 && m.len() == 1))
    }

    /// The names in it.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .0
            .keys()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        let several = self.0.len() > 1;
        if several {
            f.write_str("(")?;
        }
        for (index, (monomial, number)) in self.0.iter().enumerate() {
            match (index, *number < 0.0) {
                (0, true) => f.write_str("−")?,
                (0, false) => {}
                (_, true) => f.write_str(" − ")?,
                (_, false) => f.write_str(" + ")?,
            }
            let above: Vec<String> = powers(monomial, 1);
            let below: Vec<String> = powers(monomial, -1);
            let size = number.abs();
            if (size - 1.0).abs() > 1e-12 || above.is_empty() {
                write!(f, "{size}")?;
                if !above.is_empty() {
                    f.write_str("·")?;
                }
            }
            f.write_str(&above.join("·"))?;
            for name in below {
                write!(f, "/{name}")?;
            }
        }
        if several {
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// The factors with powers of this sign.
fn powers(monomial: &Monomial, sign: i32) -> Vec<String> {
    monomial
        .iter()
        .filter(|(_, power)| power.signum() == sign)
        .map(|(name, power)| match power.abs() {
            1 => name.clone(),
            size => format!("{name}^{size}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_polynomials() {
        let beta = Weight::name("β");
        let one = Weight::number(1.0);
        let complement = one.plus(&beta.negated());
        assert_eq!(complement.to_string(), "(1 − β)");
        assert!(complement.is_complement());
        assert_eq!(complement.sign(), Sign::Open);
        assert_eq!(complement.plus(&beta), one);
        assert_eq!(
            one.over(&beta).map(|w| w.to_string()).as_deref(),
            Some("1/β")
        );
        assert_eq!(beta.over(&beta), Some(one));
    }
}
