//! Markov chains on finitely many states: the divergence of paths, and its rate.
//!
//! ```
//! use kullback_divergence::chains::{MarkovChain, expect_under};
//! use kullback_divergence::distributions::multivariate::Matrix;
//!
//! let chain = |a: f64, b: f64| {
//!     let rows = [[1.0 - a, a], [b, 1.0 - b]];
//!     MarkovChain::new(vec![0.5, 0.5], Matrix::from_fn(2, 2, |i, j| rows[i][j]))
//! };
//! let (q, p) = (chain(0.5, 0.5)?, chain(0.25, 0.5)?);
//! // Half of the steps leave state 1, where the divergence is ½ ln(4/3).
//! let rate = expect_under(&q).against(&p).rate()?.nats().unwrap().0;
//! assert!((rate - 0.25 * (4.0_f64 / 3.0).ln()).abs() < 1e-15);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use kullback_math::linalg::Matrix;

use crate::distributions::multivariate::{InvalidArray, rules};
use crate::ladder::closed::atoms;
use crate::result::{Divergence, Method, Value, Witness};

/// Initial probabilities and transition probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkovChain {
    initial: Vec<f64>,
    rows: Vec<Vec<f64>>,
}

/// Why a question about chains has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChainError {
    /// Different numbers of states.
    #[error(
        "the chain under the expectation has {under} states and the reference has {reference}; they must agree"
    )]
    States {
        /// Of the chain under the expectation.
        under: usize,
        /// Of the other.
        reference: usize,
    },
    /// A path without a state.
    #[error("length is 0, but a path must have at least 1 state")]
    Length,
    /// The chain under the expectation settles in one of several closed sets of states, so that the
    /// rate depends on which.
    #[error(
        "the chain under the expectation is not ergodic: state {one} and state {other} are both \
         recurrent and not connected, so that the rate depends on the path"
    )]
    NotErgodic {
        /// A recurrent state.
        one: usize,
        /// A recurrent state that cannot be reached from it.
        other: usize,
    },
}

impl MarkovChain {
    const NAME: &'static str = "markov_chain";

    /// A chain with these initial probabilities and, in row i, the probabilities of what follows
    /// state i.
    ///
    /// # Errors
    /// Where the matrix is not square of that size, or the initial probabilities or a row are not
    /// probabilities that sum to 1 to 1e-8.
    pub fn new(initial: Vec<f64>, transitions: Matrix) -> Result<Self, InvalidArray> {
        rules::simplex(Self::NAME, "initial", "sum of initial", &initial)?;
        let n = initial.len();
        let like = ", as there are initial probabilities";
        rules::shaped(Self::NAME, "transitions", &transitions, (n, n), like)?;
        let rows: Vec<Vec<f64>> = (0..n).map(|i| transitions.row(i)).collect();
        for row in &rows {
            rules::simplex(
                Self::NAME,
                "transitions",
                "sum of a row of transitions",
                row,
            )?;
        }
        Ok(Self { initial, rows })
    }

    /// The number of states.
    pub fn states(&self) -> usize {
        self.initial.len()
    }

    /// The states that can be reached from those marked, themselves included.
    fn reach(&self, mut marked: Vec<bool>) -> Vec<bool> {
        let mut open: Vec<usize> = (0..marked.len()).filter(|&i| marked[i]).collect();
        while let Some(i) = open.pop() {
            for (j, &p) in self.rows[i].iter().enumerate() {
                if p > 0.0 && !marked[j] {
                    marked[j] = true;
                    open.push(j);
                }
            }
        }
        marked
    }

    fn reach_from(&self, state: usize) -> Vec<bool> {
        self.reach((0..self.states()).map(|i| i == state).collect())
    }

    /// The one closed set of states that paths end in.
    fn recurrent(&self) -> Result<Vec<usize>, ChainError> {
        let reached = self.reach(self.initial.iter().map(|p| *p > 0.0).collect());
        let from: Vec<Vec<bool>> = (0..self.states()).map(|i| self.reach_from(i)).collect();
        let visited = (0..self.states()).filter(|&i| reached[i]);
        let recurrent: Vec<usize> = visited
            .filter(|&i| (0..self.states()).all(|j| !from[i][j] || from[j][i]))
            .collect();
        let one = recurrent.first().copied().unwrap_or(0);
        match recurrent.iter().find(|&&other| !from[one][other]) {
            Some(other) => Err(ChainError::NotErgodic {
                one: one + 1,
                other: other + 1,
            }),
            None => Ok(recurrent),
        }
    }

    /// Stationary probabilities of a closed, connected set of states, in its order, by elimination
    /// without subtractions (Grassmann, Taksar and Heyman, Operations Research 33, 1985).
    fn stationary(&self, states: &[usize]) -> Vec<f64> {
        let n = states.len();
        let mut a = Matrix::from_fn(n, n, |i, j| self.rows[states[i]][states[j]]);
        for k in (1..n).rev() {
            let out: f64 = (0..k).map(|j| a[(k, j)]).sum();
            for i in 0..k {
                let share = a[(i, k)] / out;
                a[(i, k)] = share;
                for j in 0..k {
                    let through = share * a[(k, j)];
                    a[(i, j)] += through;
                }
            }
        }
        let mut weights = vec![1.0; n];
        for k in 1..n {
            weights[k] = (0..k).map(|i| weights[i] * a[(i, k)]).sum();
        }
        let total: f64 = weights.iter().sum();
        weights.iter().map(|w| w / total).collect()
    }
}

/// Half a question: the chain the expectation is taken under.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a> {
    under: &'a MarkovChain,
}

/// A whole question about two chains, in this order.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    under: &'a MarkovChain,
    reference: &'a MarkovChain,
}

/// Begins a question: the expectation is under paths of `q`.
pub fn expect_under(q: &MarkovChain) -> Under<'_> {
    Under { under: q }
}

impl<'a> Under<'a> {
    /// Completes the question.
    pub fn against(self, p: &'a MarkovChain) -> Question<'a> {
        Question {
            under: self.under,
            reference: p,
        }
    }
}

impl Question<'_> {
    /// D_KL of the laws of paths of `length` states.
    ///
    /// # Errors
    /// Where the numbers of states differ, or `length` is 0.
    pub fn kl(&self, length: usize) -> Result<Divergence, ChainError> {
        self.check()?;
        if length == 0 {
            return Err(ChainError::Length);
        }
        let (q, p) = (self.under, self.reference);
        for (state, (a, b)) in q.initial.iter().zip(&p.initial).enumerate() {
            if *a > 0.0 && *b == 0.0 {
                let x = vec![(state + 1) as f64];
                let why = format!(
                    "paths of the first may start in state {} and of the second not",
                    state + 1
                );
                return Ok(self.answer(infinite(x, why), &format!("paths of {length} states")));
            }
        }
        let rows = self.rows();
        let mut at = q.initial.clone();
        let mut nats = atoms::list(&q.initial, &p.initial);
        for _ in 1..length {
            for (state, row) in rows.iter().enumerate() {
                if at[state] == 0.0 {
                    continue;
                }
                match row {
                    Ok(step) => nats += at[state] * step,
                    Err(to) => {
                        let value = missing(state, *to);
                        return Ok(self.answer(value, &format!("paths of {length} states")));
                    }
                }
            }
            at = (0..q.states())
                .map(|j| at.iter().zip(&q.rows).map(|(a, row)| a * row[j]).sum())
                .collect();
        }
        let value = Value::Exact {
            nats,
            relative_error: None,
        };
        Ok(self.answer(value, &format!("paths of {length} states")))
    }

    /// The divergence per step of long paths, Σ πᵢ D_KL(row i of Q‖row i of P) with Q's stationary
    /// probabilities π.
    ///
    /// # Errors
    /// Where the numbers of states differ, or the chain under the expectation is not ergodic.
    pub fn rate(&self) -> Result<Divergence, ChainError> {
        self.check()?;
        let q = self.under;
        let recurrent = q.recurrent()?;
        let rows = self.rows();
        let reached = q.reach(q.initial.iter().map(|p| *p > 0.0).collect());
        let blocked = (0..q.states())
            .filter(|&i| reached[i])
            .find_map(|i| Some((i, *rows[i].as_ref().err()?)));
        let value = match blocked {
            Some((from, to)) => missing(from, to),
            None => {
                let stationary = q.stationary(&recurrent);
                let steps = recurrent.iter().filter_map(|&i| rows[i].as_ref().ok());
                Value::Exact {
                    nats: stationary.iter().zip(steps).map(|(p, kl)| p * kl).sum(),
                    relative_error: None,
                }
            }
        };
        Ok(self.answer(value, "steps"))
    }

    fn check(&self) -> Result<(), ChainError> {
        let (under, reference) = (self.under.states(), self.reference.states());
        if under == reference {
            Ok(())
        } else {
            Err(ChainError::States { under, reference })
        }
    }

    /// The divergence of what follows each state, or a state that follows under Q alone.
    fn rows(&self) -> Vec<Result<f64, usize>> {
        let pairs = self.under.rows.iter().zip(&self.reference.rows);
        pairs
            .map(
                |(q, p)| match q.iter().zip(p).position(|(q, p)| *q > 0.0 && *p == 0.0) {
                    Some(to) => Err(to),
                    None => Ok(atoms::list(q, p)),
                },
            )
            .collect()
    }

    fn answer(&self, value: Value, of: &str) -> Divergence {
        let method = if matches!(value, Value::Infinite { .. }) {
            Method::Analytic
        } else {
            Method::Structural
        };
        let name =
            |chain: &MarkovChain| format!("{of} of a Markov chain with {} states", chain.states());
        Divergence {
            expectation_under: name(self.under),
            reference: name(self.reference),
            symbols: ("Q".to_string(), "P".to_string()),
            value,
            method,
        }
    }
}

fn infinite(x: Vec<f64>, why: String) -> Value {
    Value::Infinite {
        witness: Witness::Point { x, why },
    }
}

/// A step from one state to another that P never takes.
fn missing(from: usize, to: usize) -> Value {
    let (from, to) = (from + 1, to + 1);
    let why = format!("the first goes from state {from} to state {to} and the second never does");
    infinite(vec![from as f64, to as f64], why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(initial: &[f64], rows: &[&[f64]]) -> MarkovChain {
        let n = rows.len();
        MarkovChain::new(initial.to_vec(), Matrix::from_fn(n, n, |i, j| rows[i][j])).unwrap()
    }

    /// Enumeration of all paths of three steps.
    #[test]
    fn paths_are_those_enumerated() {
        let q = chain(
            &[0.2, 0.3, 0.5],
            &[&[0.5, 0.25, 0.25], &[0.1, 0.8, 0.1], &[0.3, 0.3, 0.4]],
        );
        let p = chain(
            &[0.4, 0.4, 0.2],
            &[&[0.2, 0.4, 0.4], &[0.3, 0.3, 0.4], &[0.6, 0.2, 0.2]],
        );
        let law = |c: &MarkovChain, x: [usize; 4]| {
            x.windows(2)
                .fold(c.initial[x[0]], |p, w| p * c.rows[w[0]][w[1]])
        };
        let mut sum = 0.0;
        for code in 0..81 {
            let x = [code / 27, code / 9 % 3, code / 3 % 3, code % 3];
            sum += law(&q, x) * (law(&q, x) / law(&p, x)).ln();
        }
        let kl = |n| {
            expect_under(&q)
                .against(&p)
                .kl(n)
                .unwrap()
                .nats()
                .unwrap()
                .0
        };
        assert!((kl(4) - sum).abs() < 1e-14, "{} {sum}", kl(4));
        let rate = expect_under(&q)
            .against(&p)
            .rate()
            .unwrap()
            .nats()
            .unwrap()
            .0;
        assert!((kl(200) - kl(199) - rate).abs() < 1e-12);
    }

    #[test]
    fn infinity_names_the_transition_and_ergodicity_is_checked() {
        let q = chain(&[1.0, 0.0], &[&[0.5, 0.5], &[0.5, 0.5]]);
        let p = chain(&[1.0, 0.0], &[&[0.5, 0.5], &[0.0, 1.0]]);
        let said = expect_under(&q).against(&p).rate().unwrap().to_string();
        assert!(said.contains("from state 2 to state 1"), "{said}");
        assert!(
            expect_under(&q)
                .against(&p)
                .kl(2)
                .unwrap()
                .nats()
                .unwrap()
                .0
                < 1e-300
        );
        let apart = chain(&[0.5, 0.5], &[&[1.0, 0.0], &[0.0, 1.0]]);
        assert_eq!(
            expect_under(&apart).against(&q).rate().unwrap_err(),
            ChainError::NotErgodic { one: 1, other: 2 }
        );
        // From state 1 alone there is one closed set, and no step diverges from its own law.
        let one = chain(&[1.0, 0.0], &[&[1.0, 0.0], &[0.0, 1.0]]);
        assert_eq!(
            expect_under(&one)
                .against(&one)
                .rate()
                .unwrap()
                .nats()
                .unwrap()
                .0,
            0.0
        );
        assert_eq!(
            expect_under(&q).against(&p).kl(0).unwrap_err(),
            ChainError::Length
        );
    }
}
