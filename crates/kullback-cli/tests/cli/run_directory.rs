//! `kullback fit --out`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{Run, kullback, scratch};

fn fit_into(directory: &Path, more: &[&str]) -> Run {
    let out = directory.display().to_string();
    let mut arguments = vec![
        "fit",
        "examples/eight_schools/model.stan",
        "--data",
        "examples/eight_schools/data.json",
        "--out",
        &out,
        "--exit-zero",
    ];
    arguments.extend(more);
    kullback(&arguments)
}

fn files_in(directory: &Path) -> BTreeSet<String> {
    std::fs::read_dir(directory)
        .expect("the directory exists")
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file exists")
}

#[test]
fn a_run_holds_draws_report_and_configuration() {
    let directory = scratch("out_files").join("a/b/run");
    let run = fit_into(
        &directory,
        &["--draws", "50", "--seed", "3", "--format", "json"],
    );
    run.exits(0);
    let expected = [
        "config.json",
        "draws.csv",
        "fit.json",
        "model.stan",
        "trace.json",
    ]
    .map(str::to_owned);
    assert_eq!(files_in(&directory), BTreeSet::from(expected));
    assert_eq!(read(&directory.join("fit.json")), run.stdout);
    assert_eq!(
        read(&directory.join("model.stan")),
        read(&crate::program::root().join("examples/eight_schools/model.stan"))
    );

    let configuration: serde_json::Value =
        serde_json::from_str(&read(&directory.join("config.json"))).expect("JSON");
    assert_eq!(configuration["schema"], "kullback.config/1");
    assert_eq!(configuration["seed"], 3);
    assert_eq!(configuration["draws"], 50);
    assert_eq!(configuration["model"], "examples/eight_schools/model.stan");
}

/// The columns are those of CmdStan: three of the method, then the program's, with dots.
#[test]
fn draws_have_the_layout_of_cmdstan() {
    let directory = scratch("out_csv").join("run");
    fit_into(&directory, &["--draws", "200"]).exits(0);
    let text = read(&directory.join("draws.csv"));
    let (comments, rows): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
    for comment in [
        "# model = model_model",
        "# method = pathfinder",
        "# num_draws = 200",
    ] {
        assert!(comments.contains(&comment), "{comments:#?}");
    }
    let header: Vec<&str> = rows[0].split(',').collect();
    let mut expected = vec![
        "lp_approx__".to_owned(),
        "lp__".into(),
        "weight__".into(),
        "mu".into(),
        "tau".into(),
    ];
    expected.extend((1..=8).map(|j| format!("eta.{j}")));
    expected.extend((1..=8).map(|j| format!("theta.{j}")));
    assert_eq!(header, expected);
    assert_eq!(rows.len(), 201);
    for row in &rows[1..] {
        let values: Vec<f64> = row
            .split(',')
            .map(|value| value.parse().expect("a number"))
            .collect();
        assert_eq!(values.len(), 21);
        // These draws are resampled, so they count alike.
        assert_eq!(values[2], 1.0);
        let (mu, tau) = (values[3], values[4]);
        assert!(tau > 0.0);
        for j in 0..8 {
            let theta = mu + tau * values[5 + j];
            assert!((theta - values[13 + j]).abs() < 1e-9 * (1.0 + theta.abs()));
        }
    }
}

#[test]
fn generated_quantities_are_written_and_repeat_with_the_seed() {
    let directory = scratch("out_generated");
    let model = "parameters { real x; } model { x ~ normal(0, 1); }
generated quantities { real twice = 2 * x; vector[2] noise; for (i in 1:2) noise[i] = normal_rng(x, 1); }";
    let [model, _] = crate::program::files(&directory, model, "{}");
    let draws = |name: &str, seed: &str, threads: &str| {
        let out = directory.join(name).display().to_string();
        let run = kullback(&[
            "fit",
            &model,
            "--out",
            &out,
            "--seed",
            seed,
            "--threads",
            threads,
        ]);
        run.exits(0);
        read(&directory.join(name).join("draws.csv"))
    };
    let first = draws("a", "5", "1");
    assert!(
        first.contains("lp_approx__,lp__,weight__,x,twice,noise.1,noise.2"),
        "{first}"
    );
    assert_eq!(first, draws("b", "5", "2"));
    assert_ne!(first, draws("c", "6", "1"));
}

#[test]
fn a_run_is_replaced_and_nothing_else_is() {
    let parent = scratch("out_replace");
    let directory = parent.join("run");
    fit_into(&directory, &["--seed", "1"]).exits(0);
    fit_into(&directory, &["--seed", "2"]).exits(0);
    assert!(read(&directory.join("config.json")).contains("\"seed\": 2"));
    assert_eq!(files_in(&parent), BTreeSet::from(["run".to_owned()]));

    let foreign = parent.join("thesis");
    std::fs::create_dir(&foreign).expect("writable");
    std::fs::write(foreign.join("chapter.txt"), "years of work").expect("writable");
    fit_into(&foreign, &[])
        .exits(2)
        .complains(&["thesis", "another directory"]);
    assert_eq!(
        files_in(&foreign),
        BTreeSet::from(["chapter.txt".to_owned()])
    );

    let file = parent.join("file");
    std::fs::write(&file, "text").expect("writable");
    fit_into(&file, &[]).exits(2).complains(&["file"]);
    assert_eq!(read(&file), "text");
    fit_into(Path::new("."), &[]).exits(2);
    fit_into(Path::new("examples/.."), &[]).exits(2);
}
