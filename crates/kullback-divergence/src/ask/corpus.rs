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

#[test]
fn every_objective_has_its_right_answer() {
    let text = include_str!("../../goldens/ask/objectives.json");
    let cases: Vec<Case> = serde_json::from_str(text).expect("the corpus is JSON");
    assert!(cases.len() >= 120, "{} cases", cases.len());
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
