//! `kullback check`.

use crate::program::{files, kullback, scratch};

#[test]
fn every_example_is_clean() {
    let examples = crate::program::root().join("examples");
    let mut found = 0;
    for entry in std::fs::read_dir(examples).expect("examples exist") {
        let model = entry.expect("readable").path().join("model.stan");
        if model.exists() {
            let run = kullback(&["check".into(), model.into_os_string()]);
            run.exits(0);
            assert!(run.stdout.contains("no problems found"), "{run:#?}");
            found += 1;
        }
    }
    assert!(found >= 7, "only {found} examples");
}

#[test]
fn a_syntax_error_shows_the_line_and_exits_with_2() {
    let model = "parameters {\n  real mu\n}\nmodel { mu ~ normal(0, 1); }\n";
    let [model, _] = files(&scratch("check_syntax"), model, "{}");
    let run = kullback(&["check", &model]);
    run.exits(2);
    assert!(run.stdout.contains("real mu"), "{run:#?}");
    assert!(run.stdout.contains("1 error"), "{run:#?}");
}

#[test]
fn json_gives_positions_that_count_from_one() {
    let model = "parameters {\n  real mu;\n}\nmodel { mu ~ normal(0, sigma); }\n";
    let [model, _] = files(&scratch("check_json"), model, "{}");
    let run = kullback(&["check", &model, "--format", "json"]);
    let listing = run.exits(2).json();
    assert_eq!(listing["schema"], "kullback.check/1");
    let diagnostic = &listing["diagnostics"][0];
    assert_eq!(diagnostic["severity"], "error");
    assert_eq!(diagnostic["line"], 4);
    assert_eq!(diagnostic["column"], 24);
    assert_eq!(diagnostic["end_column"], 29);
    let message = diagnostic["message"].as_str().expect("a message");
    assert!(message.contains("sigma"), "{message}");
}

#[test]
fn colour_follows_the_flag() {
    let model = "parameters { real mu }\n";
    let [model, _] = files(&scratch("check_colour"), model, "{}");
    let plain = kullback(&["check", &model]);
    assert!(!plain.stdout.contains('\u{1b}'), "{plain:#?}");
    let coloured = kullback(&["check", &model, "--color", "always"]);
    assert!(coloured.stdout.contains('\u{1b}'), "{coloured:#?}");
}
