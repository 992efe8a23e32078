//! The corpus of objectives with the answers that follow from the formulas, walked through.

use serde::Deserialize;

use super::{Question, ask};

#[derive(Deserialize)]
struct Case {
    ask: String,
    learn: Option<String>,
    canonical: Option<String>,
    under: Option<String>,
    reference: Option<String>,
    learned: Option<String>,
    forces: Option<String>,
    sampleable: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
    refused: Option<String>,
}

fn name(value: impl serde::Serialize) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}

/// What differs from the case, if anything.
fn differences(case: &Case) -> Vec<String> {
    let question = Question {
        learn: case.learn.as_deref(),
    };
    let mut out = Vec::new();
    let mut compare = |what: &str, found: Option<String>, expected: &Option<String>| {
        if found != *expected {
            out.push(format!("{what}: found {found:?}, expected {expected:?}"));
        }
    };
    match ask(&case.ask, &question) {
        Err(refusal) => {
            compare("refused", name(refusal.kind), &case.refused);
            if case.refused.is_none() {
                out.push(format!("{refusal} · {}", refusal.add));
            }
        }
        Ok(answer) => {
            compare("refused", None, &case.refused);
            if case.refused.is_none() {
                if case.canonical.is_some() {
                    compare("canonical", Some(answer.canonical.clone()), &case.canonical);
                }
                if case.sampleable.is_some() {
                    compare("sampleable", name(answer.sampleable), &case.sampleable);
                }
                compare("under", Some(answer.expectation_under.clone()), &case.under);
                compare("reference", answer.reference.clone(), &case.reference);
                compare("learned", answer.learned.clone(), &case.learned);
                compare("forces", name(answer.forces), &case.forces);
                for code in &case.warnings {
                    if !answer.warnings.iter().any(|w| w.code == code) {
                        out.push(format!("no warning {code} in {:?}", answer.warnings));
                    }
                }
            } else {
                out.push(answer.canonical.clone());
            }
        }
    }
    out
}

fn walk(text: &str, at_least: usize) {
    let cases: Vec<Case> = serde_json::from_str(text).expect("the corpus is JSON");
    assert!(cases.len() >= at_least, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let differences = differences(case);
        if !differences.is_empty() {
            wrong.push(format!("{}\n    {}", case.ask, differences.join("\n    ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_objective_has_its_right_answer() {
    walk(include_str!("../../goldens/ask/objectives.json"), 120);
}

#[cfg(feature = "python")]
#[test]
fn every_line_of_code_has_its_right_answer() {
    walk(include_str!("../../goldens/ask/code.json"), 80);
}

/// The direction that a library was measured to compute on an asymmetric pair.
#[cfg(feature = "python")]
#[test]
fn calls_go_the_way_that_was_measured() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../goldens/ask/calls.json")).expect("JSON");
    let calls = file["calls"].as_array().expect("a list");
    assert!(calls.len() >= 30);
    let which = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words
            .find(|word| matches!(*word, "A" | "B"))
            .map(str::to_owned)
    };
    for call in calls {
        let text = call["call"].as_str().expect("text");
        let number = call["equals"][0]
            .as_str()
            .expect("a measured number is one of the candidates");
        let answer = ask(text, &Question::default()).unwrap_or_else(|e| panic!("{text}: {e}"));
        let warned = |code: &str| answer.warnings.iter().any(|w| w.code == code);
        let under = which(&answer.expectation_under);
        let reference = answer.reference.as_deref().and_then(which);
        let (from, to) = match number.get(..number.len().min(8)) {
            Some("KL(A||B)") | Some("CE(A,B)") => ("A", Some("B")),
            Some("KL(B||A)") | Some("CE(B,A)") => ("B", Some("A")),
            // −ln of the probability of the label: the label is B.
            Some("-log A[1") => ("B", Some("A")),
            Some("H(A)") => ("A", None),
            Some("sqrt JS") => {
                assert!(warned("root"), "{text}");
                continue;
            }
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(under.as_deref(), Some(from), "{text}: {}", answer.canonical);
        assert_eq!(reference.as_deref(), to, "{text}: {}", answer.canonical);
        let entropic = !number.starts_with("KL");
        assert_eq!(
            entropic,
            answer.canonical.starts_with("H("),
            "{text}: {}",
            answer.canonical
        );
        if number.ends_with("/3") {
            assert!(warned("reduction"), "{text}");
        }
        if number.ends_with("bits") {
            assert!(warned("bits") || warned("base"), "{text}");
        }
    }
}

/// What the gradient of an estimator descends, against gradients that were enumerated.
#[cfg(feature = "python")]
#[test]
fn gradients_of_estimators_are_those_that_were_measured() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../goldens/ask/gradients.json")).expect("JSON");
    let texts = [
        (
            "k1",
            "kl = (logp - ref_logp).mean()",
            "kl = (old_logp - logp).mean()",
        ),
        (
            "k2",
            "0.5 * (logp - ref_logp) ** 2",
            "0.5 * (old_logp - logp) ** 2",
        ),
        (
            "k3",
            "torch.exp(ref_logp - logp) - (ref_logp - logp) - 1",
            "torch.exp(logp - old_logp) - (logp - old_logp) - 1",
        ),
    ];
    for row in file["rows"].as_array().expect("a list") {
        let (_, sampled, other) = texts
            .iter()
            .find(|(name, ..)| row["estimator"] == *name)
            .expect("a known estimator");
        let text = if row["learned"] == "sampled" {
            sampled
        } else {
            other
        };
        let answer = ask(text, &Question::default()).unwrap_or_else(|e| panic!("{text}: {e}"));
        let learned_under = answer.learned.as_deref() == Some(answer.expectation_under.as_str());
        assert_eq!(learned_under, row["learned"] == "sampled", "{text}");
        let truth = |key: &str| row[key].as_bool().unwrap_or(false);
        let forces = name(answer.forces);
        let expected = if truth("zero") {
            "nothing"
        } else if truth("of KL(sampled||other)") {
            if learned_under {
                "mode_seeking"
            } else {
                "mass_covering"
            }
        } else if truth("of KL(other||sampled)") {
            if learned_under {
                "mass_covering"
            } else {
                "mode_seeking"
            }
        } else {
            "depends"
        };
        assert_eq!(forces.as_deref(), Some(expected), "{text}");
    }
}
