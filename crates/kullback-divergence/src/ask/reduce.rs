//! A tree to a sum of weighted expectations of log densities. Everything that KL, entropy, ELBO and
//! their kin abbreviate is written out, so that equal objectives become equal sums.

use super::answer::Refusal;
use super::density::{Density, is_function, is_scalar};
use super::parse::Node;
use super::weight::{Sign, Weight};

/// `weight · E_under[ln of]`; for a function, `weight · E_under[of]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub under: Density,
    pub of: Density,
    pub weight: Weight,
}

/// Divergences that are not sums of expectations of log densities of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Special {
    JensenShannon(Density, Density),
    Renyi(f64, Density, Density),
}

/// The sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    pub terms: Vec<Term>,
    /// `weight · ln of` outside every expectation.
    pub bare: Vec<(Density, Weight)>,
    pub specials: Vec<(Special, Weight)>,
    /// The law of the data that the whole is averaged over, where it is.
    pub averaged: Option<Density>,
    /// A logarithm to base 2 occurs.
    pub bits: bool,
    /// It was written as an ELBO, a log likelihood or the like, whose sense convention fixes.
    pub maximised: bool,
}

/// What a node stands for.
enum Value {
    Scalar(Weight),
    /// A product of powers of densities: Σ weight · ln of.
    Density(Vec<(Density, Weight)>),
    /// Inside an expectation: Σ weight · ln of.
    Integrand(Vec<(Density, Weight)>),
    /// A weighted integrand: a density times logarithms.
    Weighted(Density, Vec<(Density, Weight)>),
    Objective(Sum),
}

/// Reduces a whole objective.
pub fn reduce(node: &Node) -> Result<Sum, Refusal> {
    let mut reducer = Reducer { bits: false };
    let mut sum = match reducer.value(node)? {
        Value::Objective(sum) => sum,
        Value::Integrand(bare) => Sum {
            bare,
            ..Sum::default()
        },
        Value::Weighted(..) => {
            return Err(Refusal::ambiguous(
                "a density times a logarithm, without a sum or an integral",
                "write sum p log(p/q), or E_p[log p - log q]",
            ));
        }
        Value::Density(_) | Value::Scalar(_) => {
            return Err(Refusal::unsupported(
                "there is no expectation of a log density in this",
                "write for example KL(q || p), or E_q[log q - log p]",
            ));
        }
    };
    sum.bits = reducer.bits;
    Ok(sum)
}

/// A formula with more terms than this is refused.
const LARGEST: usize = 64;

/// Terms of all weights of a value.
fn size(value: &Value) -> usize {
    let list = |list: &[(Density, Weight)]| list.iter().map(|(_, w)| w.terms()).sum();
    match value {
        Value::Scalar(weight) => weight.terms(),
        Value::Density(l) | Value::Integrand(l) | Value::Weighted(_, l) => list(l),
        Value::Objective(sum) => {
            let terms: usize = sum.terms.iter().map(|t| t.weight.terms()).sum();
            let bare: usize = list(&sum.bare);
            terms + bare + sum.specials.len()
        }
    }
}

fn bounded(value: Value) -> Result<Value, Refusal> {
    if size(&value) > LARGEST {
        return Err(Refusal::unsupported(
            format!("the formula expands to more than {LARGEST} terms"),
            "give long weights one letter each",
        ));
    }
    Ok(value)
}

struct Reducer {
    bits: bool,
}

fn mixed() -> Refusal {
    Refusal::ambiguous(
        "a log density stands beside an expectation without being in it",
        "put everything that is averaged into the brackets: E_q[log q - log p]",
    )
}

impl Reducer {
    fn value(&mut self, node: &Node) -> Result<Value, Refusal> {
        bounded(self.unbounded_value(node)?)
    }

    fn unbounded_value(&mut self, node: &Node) -> Result<Value, Refusal> {
        Ok(match node {
            Node::Number(value) => Value::Scalar(Weight::number(*value)),
            Node::Symbol(density) if density.is_bare() && is_scalar(&density.symbol) => {
                Value::Scalar(Weight::name(&density.short()))
            }
            Node::Symbol(density) => Value::Density(vec![(density.clone(), Weight::number(1.0))]),
            Node::Log { of, bits } => {
                self.bits |= bits;
                match self.value(of)? {
                    // A partition function is a constant.
                    Value::Density(factors)
                        if factors.iter().all(|(d, _)| d.symbol == "Z" && d.is_bare()) =>
                    {
                        Value::Scalar(Weight::name("const"))
                    }
                    Value::Density(factors) => {
                        if let Some((d, _)) = factors.iter().find(|(d, _)| is_function(&d.symbol)) {
                            return Err(Refusal::unsupported(
                                format!("the logarithm of {d}, which is not a density here"),
                                "only log of a density, a ratio or a product of densities is read",
                            ));
                        }
                        Value::Integrand(factors)
                    }
                    Value::Scalar(_) => Value::Scalar(Weight::name("const")),
                    _ => {
                        return Err(Refusal::unsupported(
                            "a logarithm of something that is not a product of densities",
                            "only log of a density, a ratio or a product of densities is read",
                        ));
                    }
                }
            }
            Node::Negative(inner) => scale(self.value(inner)?, &Weight::number(-1.0))?,
            Node::Plus(nodes) => {
                let mut nodes = nodes.iter();
                let first = match nodes.next() {
                    Some(node) => self.value(node)?,
                    None => Value::Scalar(Weight::default()),
                };
                nodes.try_fold(first, |sum, node| add(sum, self.value(node)?))?
            }
            Node::Times(nodes) => {
                let one = Value::Scalar(Weight::number(1.0));
                nodes.iter().try_fold(one, |product, node| {
                    bounded(multiply(product, self.value(node)?)?)
                })?
            }
            Node::Over(above, below) => self.quotient(above, below)?,
            Node::Power(base, exponent) => self.power(base, exponent)?,
            Node::Divergence(a, b) => self.divergence(a, b)?,
            Node::JensenShannon(p, q) => special(Special::JensenShannon(p.clone(), q.clone())),
            Node::Jeffreys(p, q) => {
                let there = kl_terms(p, &[(q.clone(), Weight::number(1.0))]);
                let back = kl_terms(q, &[(p.clone(), Weight::number(1.0))]);
                Value::Objective(Sum {
                    terms: [there, back].concat(),
                    ..Sum::default()
                })
            }
            Node::Renyi(order, p, q) if *order == 1.0 => Value::Objective(Sum {
                terms: kl_terms(p, &[(q.clone(), Weight::number(1.0))]),
                ..Sum::default()
            }),
            Node::Renyi(order, p, q) => special(Special::Renyi(*order, p.clone(), q.clone())),
            Node::Expectation(under, body) => expect(under, self.value(body)?)?,
            Node::Entropy(of) => objective(of, of, -1.0),
            Node::CrossEntropy(under, of) => objective(under, of, -1.0),
            Node::Integral(body) => match self.value(body)? {
                Value::Weighted(under, integrand) => Value::Objective(Sum {
                    terms: terms(&under, integrand),
                    ..Sum::default()
                }),
                _ => {
                    return Err(Refusal::ambiguous(
                        "the integral does not have one density times logarithms in it",
                        "write int q(x) log(q(x)/p(x)) dx, with brackets around a sum",
                    ));
                }
            },
            Node::Sum(body) => self.sum(body)?,
            Node::Elbo => Value::Objective(elbo(&Weight::number(1.0))),
            Node::FreeEnergy => {
                let mut free_energy = negate(elbo(&Weight::number(1.0)));
                free_energy.maximised = false;
                Value::Objective(free_energy)
            }
            Node::ScaledElbo(beta) => Value::Objective(elbo(&Weight::name(beta))),
            Node::MaximumLikelihood => objective(
                &Density::named("data"),
                &Density {
                    decoration: "θ".to_owned(),
                    ..Density::named("p")
                },
                -1.0,
            ),
        })
    }

    fn quotient(&mut self, above: &Node, below: &Node) -> Result<Value, Refusal> {
        let (above, below) = (self.value(above)?, self.value(below)?);
        match (above, below) {
            (Value::Density(mut factors), Value::Density(others)) => {
                factors.extend(others.into_iter().map(|(d, w)| (d, w.negated())));
                Ok(Value::Density(factors))
            }
            (Value::Scalar(_), Value::Density(others)) => Ok(Value::Density(
                others.into_iter().map(|(d, w)| (d, w.negated())).collect(),
            )),
            // A constant factor of a density is a constant term of its logarithm.
            (Value::Density(factors), Value::Scalar(_)) => Ok(Value::Density(factors)),
            (value, Value::Scalar(divisor)) => {
                let inverse = Weight::number(1.0).over(&divisor).ok_or_else(|| {
                    Refusal::unsupported(
                        format!("division by {divisor} is not read"),
                        "divide by a number or a letter",
                    )
                })?;
                if !inverse.as_number().is_none_or(f64::is_finite) {
                    return Err(Refusal::unreadable(
                        "division by zero",
                        "divide by a number",
                    ));
                }
                scale(value, &inverse)
            }
            _ => Err(Refusal::ambiguous(
                "a quotient that is neither of densities nor by a number",
                "write log(q/p) for the ratio of densities",
            )),
        }
    }

    fn power(&mut self, base: &Node, exponent: &Node) -> Result<Value, Refusal> {
        let Value::Scalar(power) = self.value(exponent)? else {
            return Err(Refusal::unsupported(
                "a power that is not a number",
                "write p(x)^β with a letter or a number",
            ));
        };
        match self.value(base)? {
            Value::Density(factors) => Ok(Value::Density(
                factors
                    .into_iter()
                    .map(|(d, w)| (d, w.times(&power)))
                    .collect(),
            )),
            Value::Scalar(weight) => match (weight.as_number(), power.as_number()) {
                (Some(x), Some(y)) if x.powf(y).is_finite() => {
                    Ok(Value::Scalar(Weight::number(x.powf(y))))
                }
                (None, Some(2.0)) => Ok(Value::Scalar(weight.times(&weight))),
                _ => Err(Refusal::unsupported(
                    "this power of a number is not read",
                    "give the factor a letter",
                )),
            },
            _ => Err(Refusal::unsupported(
                "a power of a logarithm or of an expectation is not a KL divergence",
                "ask about the expectation itself",
            )),
        }
    }

    fn divergence(&mut self, a: &Node, b: &Node) -> Result<Value, Refusal> {
        let (Value::Density(left), Value::Density(right)) = (self.side(a)?, self.side(b)?) else {
            return Err(mixed());
        };
        let [(under, _)] = left.as_slice() else {
            return Err(Refusal::unsupported(
                "the first argument is a product of densities",
                "write it as one distribution: KL(q(z,w) || p(z,w))",
            ));
        };
        Ok(Value::Objective(Sum {
            terms: kl_terms(under, &right),
            ..Sum::default()
        }))
    }

    /// One side of a divergence: a letter is a distribution there, whatever it is elsewhere.
    fn side(&mut self, node: &Node) -> Result<Value, Refusal> {
        match node {
            Node::Symbol(density) => {
                Ok(Value::Density(vec![(density.clone(), Weight::number(1.0))]))
            }
            node => self.value(node),
        }
    }

    fn sum(&mut self, body: &Node) -> Result<Value, Refusal> {
        match self.value(body)? {
            Value::Weighted(under, integrand) => Ok(Value::Objective(Sum {
                terms: terms(&under, integrand),
                ..Sum::default()
            })),
            Value::Integrand(integrand) => {
                let indexed = |d: &Density| d.over.iter().any(|v| v.contains(['_', '^']));
                if !integrand.iter().all(|(d, _)| indexed(d)) {
                    return Err(Refusal::ambiguous(
                        "a sum of logarithms without a weight",
                        "write sum p log(p/q) for a sum over values, sum_i log p(x_i) for one over \
                         data",
                    ));
                }
                // A sum over data points is an expectation under the data.
                let data = Density::named("data");
                let strip = |mut d: Density| {
                    for variable in d.over.iter_mut().chain(&mut d.given) {
                        if let Some(at) = variable.find(['_', '^']) {
                            variable.truncate(at);
                        }
                    }
                    d
                };
                let integrand = integrand.into_iter().map(|(d, w)| (strip(d), w)).collect();
                Ok(Value::Objective(Sum {
                    terms: terms(&data, integrand),
                    maximised: true,
                    ..Sum::default()
                }))
            }
            Value::Objective(sum) => Ok(Value::Objective(sum)),
            _ => Err(Refusal::unsupported(
                "the sum has no logarithm of a density in it",
                "write sum p log(p/q)",
            )),
        }
    }
}

fn special(special: Special) -> Value {
    Value::Objective(Sum {
        specials: vec![(special, Weight::number(1.0))],
        ..Sum::default()
    })
}

fn objective(under: &Density, of: &Density, weight: f64) -> Value {
    Value::Objective(Sum {
        terms: vec![Term {
            under: under.clone(),
            of: of.clone(),
            weight: Weight::number(weight),
        }],
        ..Sum::default()
    })
}

fn terms(under: &Density, integrand: Vec<(Density, Weight)>) -> Vec<Term> {
    integrand
        .into_iter()
        .map(|(of, weight)| Term {
            under: under.clone(),
            of,
            weight,
        })
        .collect()
}

/// E_a[ln a − Σ w ln b].
fn kl_terms(under: &Density, references: &[(Density, Weight)]) -> Vec<Term> {
    let mut integrand = vec![(under.clone(), Weight::number(1.0))];
    integrand.extend(references.iter().map(|(d, w)| (d.clone(), w.negated())));
    terms(under, integrand)
}

/// E_q[ln p(x|z)] − β·D_KL(q(z) ‖ p(z)).
fn elbo(beta: &Weight) -> Sum {
    let over = |symbol: &str, over: &str, given: &str| Density {
        over: vec![over.to_owned()],
        given: if given.is_empty() {
            Vec::new()
        } else {
            vec![given.to_owned()]
        },
        ..Density::named(symbol)
    };
    let q = over("q", "z", "");
    let integrand = vec![
        (over("p", "x", "z"), Weight::number(1.0)),
        (over("p", "z", ""), beta.clone()),
        (q.clone(), beta.negated()),
    ];
    Sum {
        terms: terms(&q, integrand),
        maximised: true,
        ..Sum::default()
    }
}

fn scale(value: Value, by: &Weight) -> Result<Value, Refusal> {
    Ok(match value {
        Value::Scalar(weight) => Value::Scalar(weight.times(by)),
        Value::Integrand(list) => Value::Integrand(scale_list(list, by)),
        Value::Weighted(under, list) => Value::Weighted(under, scale_list(list, by)),
        Value::Objective(sum) => Value::Objective(scale_sum(sum, by)),
        // A density where a term stands is a function of the sample, as a reward.
        Value::Density(factors) => Value::Integrand(scale_list(functions(factors)?, by)),
    })
}

fn scale_list(list: Vec<(Density, Weight)>, by: &Weight) -> Vec<(Density, Weight)> {
    list.into_iter().map(|(d, w)| (d, w.times(by))).collect()
}

fn scale_sum(mut sum: Sum, by: &Weight) -> Sum {
    for term in &mut sum.terms {
        term.weight = term.weight.times(by);
    }
    for (_, weight) in &mut sum.bare {
        *weight = weight.times(by);
    }
    for (_, weight) in &mut sum.specials {
        *weight = weight.times(by);
    }
    sum
}

fn negate(sum: Sum) -> Sum {
    scale_sum(sum, &Weight::number(-1.0))
}

/// One symbol that is not in a logarithm: a reward, an energy.
fn functions(factors: Vec<(Density, Weight)>) -> Result<Vec<(Density, Weight)>, Refusal> {
    match factors.as_slice() {
        [(density, power)]
            if power.is_one()
                && !matches!(density.symbol.as_str(), "p" | "q" | "P" | "Q" | "π") =>
        {
            let function = Density {
                function: true,
                ..density.clone()
            };
            Ok(vec![(function, Weight::number(1.0))])
        }
        _ => Err(Refusal::ambiguous(
            "a density stands where a log density is expected",
            "write log q, or E_q[...] around what is averaged",
        )),
    }
}

fn add(left: Value, right: Value) -> Result<Value, Refusal> {
    Ok(match (left, right) {
        (Value::Scalar(a), Value::Scalar(b)) => Value::Scalar(a.plus(&b)),
        // Constants do not change an objective.
        (Value::Scalar(_), Value::Density(d)) | (Value::Density(d), Value::Scalar(_)) => {
            Value::Integrand(functions(d)?)
        }
        (Value::Scalar(_), other) | (other, Value::Scalar(_)) => other,
        (Value::Density(a), b) => add(Value::Integrand(functions(a)?), b)?,
        (a, Value::Density(b)) => add(a, Value::Integrand(functions(b)?))?,
        (Value::Integrand(a), Value::Integrand(b)) => Value::Integrand([a, b].concat()),
        (Value::Weighted(p, a), Value::Weighted(q, b)) => {
            if p != q {
                return Err(Refusal::ambiguous(
                    "one sum with two densities as weights",
                    "write one expectation for each: E_p[...] + E_q[...]",
                ));
            }
            Value::Weighted(p, [a, b].concat())
        }
        (Value::Objective(a), Value::Objective(b)) => Value::Objective(Sum {
            terms: [a.terms, b.terms].concat(),
            bare: [a.bare, b.bare].concat(),
            specials: [a.specials, b.specials].concat(),
            averaged: match (a.averaged, b.averaged) {
                (Some(a), Some(b)) if a != b => return Err(mixed()),
                (a, b) => a.or(b),
            },
            bits: false,
            maximised: a.maximised || b.maximised,
        }),
        (Value::Objective(mut sum), Value::Integrand(list))
        | (Value::Integrand(list), Value::Objective(mut sum)) => {
            sum.bare.extend(list);
            Value::Objective(sum)
        }
        (Value::Weighted(..), _) | (_, Value::Weighted(..)) => return Err(mixed()),
    })
}

fn multiply(left: Value, right: Value) -> Result<Value, Refusal> {
    match (left, right) {
        (Value::Scalar(by), other) | (other, Value::Scalar(by)) => match other {
            Value::Density(mut factors) if by.is_one() => {
                factors.shrink_to_fit();
                Ok(Value::Density(factors))
            }
            // The factor is kept until it is clear whether the density is a weight.
            Value::Density(factors) => {
                let mut list = scale_list(functions(factors)?, &by);
                list.shrink_to_fit();
                Ok(Value::Integrand(list))
            }
            other => scale(other, &by),
        },
        (Value::Density(a), Value::Density(b)) => Ok(Value::Density([a, b].concat())),
        (Value::Density(weight), Value::Integrand(list))
        | (Value::Integrand(list), Value::Density(weight)) => match weight.as_slice() {
            [(under, power)] if power.is_one() => Ok(Value::Weighted(under.clone(), list)),
            _ => Err(Refusal::ambiguous(
                "a product of densities as the weight of an integral",
                "write E_{p(x)}[E_{q(z|x)}[...]]",
            )),
        },
        _ => Err(Refusal::unsupported(
            "a product of logarithms or of expectations is not a KL divergence",
            "only sums of expectations of log densities are read",
        )),
    }
}

fn expect(under: &Density, body: Value) -> Result<Value, Refusal> {
    match body {
        Value::Integrand(list) => Ok(Value::Objective(Sum {
            terms: terms(under, list),
            ..Sum::default()
        })),
        Value::Density(factors) => Ok(Value::Objective(Sum {
            terms: terms(under, functions(factors)?),
            ..Sum::default()
        })),
        Value::Objective(mut sum) => {
            // An average of whole objectives over data does not change which expectation each is.
            if sum.averaged.is_some() || !sum.specials.is_empty() {
                return Err(mixed());
            }
            for (of, weight) in std::mem::take(&mut sum.bare) {
                sum.terms.push(Term {
                    under: under.clone(),
                    of,
                    weight,
                });
            }
            if sum.terms.iter().any(|term| term.under.same_law(under)) {
                return Err(Refusal::ambiguous(
                    "an expectation inside an expectation under the same distribution",
                    "write each expectation once",
                ));
            }
            sum.averaged = Some(under.clone());
            Ok(Value::Objective(sum))
        }
        Value::Scalar(weight) if weight.sign() == Sign::Zero => Err(nothing()),
        Value::Scalar(_) => Err(nothing()),
        Value::Weighted(..) => Err(Refusal::ambiguous(
            "a density and an expectation both weight the logarithm",
            "write E_q[log q - log p], or int q log(q/p)",
        )),
    }
}

fn nothing() -> Refusal {
    Refusal::unsupported(
        "the expectation is of a constant",
        "write E_q[log q - log p]",
    )
}
