//! `kullback ask`.

use crate::program::{Run, kullback, scratch};

fn json(arguments: &[&str]) -> (Run, serde_json::Value) {
    let mut all = vec!["ask", "--format", "json"];
    all.extend(arguments);
    let run = kullback(&all);
    let value = run.json();
    assert_eq!(value["schema"], "kullback.ask/1");
    (run, value)
}

/// A source file of its own directory.
fn source(test: &str, text: &[u8]) -> String {
    let path = scratch(test).join("train.py");
    std::fs::write(&path, text).expect("writable");
    path.display().to_string()
}

#[test]
fn the_two_questions_come_first() {
    let run = kullback(&["ask", "E_q[log q - log p]"]);
    let text = &run.exits(0).stdout;
    let at = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("no {words:?} in {text}"))
    };
    assert!(at("D_KL(q ‖ p)") < at("1. Expectation under: q"));
    assert!(at("1. Expectation under") < at("2. What it forces: Mode-seeking"));
    assert!(at("2. What it forces") < at("3. The gradient"));
    assert!(at("2.8 sd") > 0);
}

#[test]
fn the_schema_keeps_its_fields() {
    let (run, answer) = json(&["KL(p || q)"]);
    run.exits(0);
    for (field, value) in [
        ("canonical", "D_KL(p ‖ q) = E_{x~p}[ln p − ln q]"),
        ("expectation_under", "p"),
        ("reference", "q"),
        ("learned", "q"),
        ("forces", "mass_covering"),
        ("sampleable", "depends"),
    ] {
        assert_eq!(answer[field], value, "{field}");
    }
    for field in ["behaviour", "gradient"] {
        assert!(answer[field].is_string(), "{field}");
    }
    let warning = &answer["warnings"][0];
    assert!(warning["code"].is_string() && warning["message"].is_string());
    assert!(warning["line"].is_null());
}

#[test]
fn a_sign_at_the_beginning_is_not_a_flag() {
    let (run, answer) = json(&["-ELBO"]);
    run.exits(0);
    assert_eq!(answer["expectation_under"], "q(z)");
    assert_eq!(answer["reference"], "p(z|x)");
}

#[test]
fn learn_decides_what_is_forced() {
    let (run, open) = json(&["KL(a || b)"]);
    run.exits(1);
    assert!(open["learned"].is_null());
    for (name, forces) in [("a", "mode_seeking"), ("b", "mass_covering")] {
        let (run, answer) = json(&["KL(a || b)", "--learn", name]);
        run.exits(0);
        assert_eq!(answer["forces"], forces);
        assert_eq!(answer["learned_from"], "stated");
    }
    let (run, refused) = json(&["KL(a || b)", "--learn", "c"]);
    run.exits(2);
    assert_eq!(refused["refused"]["kind"], "unknown_learned");
    assert_eq!(refused["refused"]["add"], "name one of: a, b");
}

#[test]
fn what_is_ambiguous_is_refused_and_says_what_to_add() {
    for (text, add) in [
        ("KL(p, q)", "KL(q || p)"),
        ("E[log q - log p]", "name the distribution"),
        ("q log(q/p)", "sum p log(p/q)"),
        ("kl_div(a, b)", "F.kl_div"),
        ("reverse KL", "KL(q || p)"),
    ] {
        let run = kullback(&["ask", text]);
        run.exits(1).complains(&[add]);
        assert!(run.stdout.is_empty(), "{run:#?}");
        let (run, refused) = json(&[text]);
        run.exits(1);
        assert_eq!(refused["refused"]["kind"], "ambiguous", "{text}");
    }
}

#[test]
fn what_cannot_be_read_exits_with_2() {
    kullback(&["ask", "KL(q||p"])
        .exits(2)
        .complains(&["KL(q||p", "bracket"]);
    kullback(&["ask", ""])
        .exits(2)
        .complains(&["nothing to read"]);
    kullback(&["ask", "KL(q||p)", "--file", "a.py"])
        .exits(2)
        .complains(&["--file"]);
    kullback(&["ask", "--file", "missing.py"])
        .exits(2)
        .complains(&["missing.py"]);
    let bytes = source("ask_bytes", b"x = '\xff'\n");
    kullback(&["ask", "--file", &bytes])
        .exits(2)
        .complains(&["UTF-8"]);
    let broken = source("ask_broken", b"import scipy.stats\nx = (1,\n");
    kullback(&["ask", "--file", &broken])
        .exits(2)
        .complains(&["line 2", "not Python"]);
}

#[test]
fn a_file_is_scanned_with_lines_and_columns() {
    let (run, listing) = json(&["--file", "examples/losses/train.py"]);
    run.exits(0);
    let findings = listing["findings"].as_array().expect("a list");
    let places: Vec<(i64, i64, &str)> = findings
        .iter()
        .map(|f| {
            let number = |key: &str| f[key].as_i64().expect("a number");
            (
                number("line"),
                number("column"),
                f["call"].as_str().expect("a name"),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            (14, 12, "torch.distributions.kl_divergence"),
            (20, 12, "torch.nn.functional.kl_div"),
            (25, 20, "k3"),
        ]
    );
    let under: Vec<_> = findings.iter().map(|f| &f["expectation_under"]).collect();
    assert_eq!(under, ["posterior", "teacher", "logp"]);
    let warnings = findings[1]["warnings"].as_array().expect("a list");
    let reduction = warnings
        .iter()
        .find(|w| w["code"] == "reduction")
        .expect("the reduction trap");
    assert_eq!(reduction["line"], 20);
    assert!(listing["syntax_error"].is_null());

    let human = kullback(&["ask", "--file", "examples/losses/train.py"]);
    assert!(
        human
            .exits(0)
            .stdout
            .contains("examples/losses/train.py:20:12: F.kl_div"),
        "{human:#?}"
    );
}

#[test]
fn imports_and_aliases_are_followed_and_lookalikes_are_not_certain() {
    let text = "import torch.nn.functional as G
from scipy.stats import entropy as H
import tensorflow_probability as tfp
from mine import kl_div

tfd = tfp.distributions

def entropy(a, b):
    return a - b

class Model:
    def __init__(self):
        self.loss = G.cross_entropy

    def step(self, q, p, log_q):
        a = H(p, q)
        b = G.kl_div(log_q, p, reduction='sum')
        c = tfd.kl_divergence(q, p)
        d = q.kl_divergence(p)
        e = entropy(p, q)
        f = kl_div(p, q)
        return self.kl_divergence(q, p)
";
    let (run, listing) = json(&["--file", &source("ask_names", text.as_bytes())]);
    run.exits(1);
    let findings: Vec<(i64, bool, Option<&str>)> = listing["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| {
            (
                f["line"].as_i64().expect("a line"),
                f["certain"].as_bool().expect("a truth"),
                f["expectation_under"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        findings,
        [
            (16, true, Some("p")),
            (17, true, Some("p")),
            (18, true, Some("q")),
            (19, false, Some("q")),
            (21, false, None),
        ]
    );
}

#[test]
fn a_file_without_calls_says_so() {
    let path = source("ask_empty", b"print('hello')\n");
    let run = kullback(&["ask", "--file", &path]);
    assert!(run.exits(0).stdout.contains("no call"), "{run:#?}");
}
