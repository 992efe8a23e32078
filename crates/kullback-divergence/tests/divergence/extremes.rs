//! Every law at the ends of the doubles: errors that name the parameter, and no panic, endless loop or NaN.

use kullback_divergence::distributions::{Argument, Law, LawError, Named, Univariate};
use kullback_math::random::Stream;

const VALUES: [f64; 13] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    3.0,
    1e-300,
    1e-20,
    1e20,
    1e300,
    -1e300,
    30.0,
    700.0,
    1.0 + 1e-15,
];
const PLACES: [f64; 14] = [
    f64::NEG_INFINITY,
    -1e308,
    -1e3,
    -1.0,
    -1e-300,
    0.0,
    1e-300,
    0.5,
    1.0,
    2.0,
    40.0,
    1e9,
    1e308,
    f64::INFINITY,
];

/// Arguments for a law whose parameters are all numbers, drawn from a list.
fn draw(count: usize, state: &mut u64, values: &[f64]) -> Vec<Argument> {
    let mut next = || {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Argument::Number(values[(*state >> 33) as usize % values.len()])
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn a_parameter_that_is_not_a_number_is_named() {
    for (name, parameters) in Law::CATALOGUE {
        for (k, parameter) in parameters.iter().enumerate() {
            for shape in [Argument::Number(f64::NAN), Argument::Vector(vec![f64::NAN])] {
                let mut arguments = vec![Argument::Number(0.5); parameters.len()];
                // Counts and growing pairs, so that the only fault is the NaN.
                if let Some(Argument::Number(last)) = arguments.last_mut() {
                    *last = 0.75;
                }
                arguments[k] = shape;
                match Law::by_name(name, &arguments) {
                    Err(LawError::Invalid(error)) => assert_eq!(error.distribution, *name),
                    Err(LawError::WrongShape { law, .. }) => assert_eq!(law, *name),
                    other => panic!("{name}, {parameter}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn wrong_numbers_of_arguments_are_named() {
    for (name, parameters) in Law::CATALOGUE {
        let arguments = vec![Argument::Number(1.0); parameters.len() + 1];
        let error = Law::by_name(name, &arguments).unwrap_err();
        assert!(matches!(error, LawError::WrongCount { found, .. } if found == arguments.len()));
    }
}

#[test]
fn extreme_laws_answer() {
    let mut state = 1;
    let mut failures = Vec::new();
    for (name, parameters) in Law::CATALOGUE {
        for _ in 0..120 {
            let arguments = draw(parameters.len(), &mut state, &VALUES);
            let Ok(law) = Law::by_name(name, &arguments) else {
                continue;
            };
            examine(&law, &mut failures);
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n{} failures",
        failures.join("\n"),
        failures.len()
    );
}

fn examine(law: &Law, failures: &mut Vec<String>) {
    let (low, high) = law.support().ends();
    for x in PLACES.into_iter().chain([low, high]) {
        let log = law.log_density(x);
        let outside = x < low || x > high;
        if log.is_nan() || (outside && log != f64::NEG_INFINITY) {
            failures.push(format!("{law}: log density at {x:e} is {log}"));
        }
        if !outside {
            let _ = law.adjoint(x);
        }
        for (what, p) in [("cdf", law.cdf(x)), ("survival", law.survival(x))] {
            if p.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
                failures.push(format!("{law}: {what} at {x:e} is {p:?}"));
            }
        }
    }
    if law.entropy().is_some_and(f64::is_nan) {
        failures.push(format!("{law}: entropy is not a number"));
    }
    let points = law.breakpoints();
    let fine = points.windows(2).all(|pair| pair[0] < pair[1])
        && points.iter().all(|x| (low..=high).contains(x));
    if !fine {
        failures.push(format!("{law}: breakpoints {points:?}"));
    }
    let mut rng = Stream::new(1, 2, 3);
    for _ in 0..3 {
        let x = law.sample(&mut rng);
        if x.is_nan() {
            failures.push(format!("{law}: a draw is not a number"));
        }
    }
    let _ = (law.tails(), law.parameters());
}
