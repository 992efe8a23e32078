//! Any text gets an answer or a refusal, never a panic.

use proptest::prelude::*;

use super::{Question, ask};

fn corpus() -> Vec<String> {
    let mut texts = Vec::new();
    for file in [
        include_str!("../../goldens/ask/objectives.json"),
        include_str!("../../goldens/ask/code.json"),
    ] {
        let cases: serde_json::Value = serde_json::from_str(file).expect("JSON");
        for case in cases.as_array().expect("a list") {
            texts.push(case["ask"].as_str().expect("text").to_owned());
        }
    }
    texts
}

/// Reads a text in every way there is.
fn read(text: &str, learn: Option<&str>) {
    let question = Question { learn };
    let _ = ask(text, &question);
    let _ = super::objective::answer(text, &question);
    #[cfg(feature = "python")]
    {
        let scan = super::python::scan(text, &question);
        for finding in scan.into_iter().flat_map(|scan| scan.findings) {
            assert!(finding.line >= 1 && finding.column >= 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&String::from_utf8_lossy(&bytes), None);
    }

    #[test]
    fn any_words(words in proptest::collection::vec("(KL|E_|log|\\\\(frac|int|mathrm|left|sum)|[()\\[\\]{}|,;:=+*/^_~.-]|q|p|z|x|2|θ|‖| )", 0..40)) {
        read(&words.concat(), None);
    }

    #[test]
    fn mutated_corpus(which in any::<usize>(), edits in proptest::collection::vec((any::<usize>(), any::<usize>(), 0..4_u8, any::<char>()), 1..6), learn in proptest::option::of("[a-zθ]{1,3}")) {
        let corpus = corpus();
        let mut text: Vec<char> = corpus[which % corpus.len()].chars().collect();
        for (at, from, what, letter) in edits {
            if text.is_empty() { break; }
            let at = at % text.len();
            match what {
                0 => { text.remove(at); }
                1 => text.insert(at, letter),
                2 => {
                    let other = from % text.len();
                    text.swap(at, other);
                }
                _ => {
                    let other: Vec<char> = corpus[from % corpus.len()].chars().collect();
                    text.truncate(at);
                    text.extend(other);
                }
            }
        }
        let text: String = text.into_iter().collect();
        read(&text, learn.as_deref());
    }
}

/// Depth and size do not bring it down.
#[test]
fn deep_and_long_texts_are_refused() {
    for unit in [
        "(", "-", "log ", "∫", "KL(", "E_q[", "\\frac", "a+", "{", "sum ", "E_q ", "q_", "q^",
    ] {
        for count in [100, 3_000, 200_000] {
            let text: String = unit.repeat(count / unit.len().max(1));
            read(&text, None);
        }
    }
    let product: String = (0..60).map(|i| format!("(1-β_{i})")).collect();
    assert!(ask(&format!("{product} KL(q||p)"), &Question::default()).is_err());
    // Names that double at every step.
    let doubling: String = (0..60)
        .map(|i| format!("x{} = x{i} + x{i}\n", i + 1))
        .collect();
    read(
        &format!("{doubling}kl = torch.exp(x60 - a) - (x60 - a) - 1\n"),
        None,
    );
}
