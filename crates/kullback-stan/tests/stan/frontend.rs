//! The front end: programs that Stan accepts, mistakes and how they are reported, and text that is no
//! program at all.

use kullback_stan::diagnostic::{Diagnostic, Severity};
use kullback_stan::hir::{ExpressionKind, Index, StatementKind};
use kullback_stan::{Checked, compile};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The `.stan` files of a folder, sorted; none when the folder is not there.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stan")
        })
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file was listed a moment ago")
}

/// Every program of the repository that Stan accepts.
fn accepted_programs() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stan/programs");
    let mut paths = programs(&own);
    paths.extend(programs(&root().join("posteriors/models")));
    paths.extend(programs(&root().join("goldens/language")));
    if let Ok(examples) = std::fs::read_dir(root().join("examples")) {
        for example in examples.flatten() {
            paths.extend(programs(&example.path()));
        }
    }
    paths.sort();
    paths
}

/// Line and column, counted from 1, of a byte offset.
fn position(source: &str, offset: u32) -> (usize, usize) {
    let before = &source[..offset as usize];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// A diagnostic as plain text.
fn render(source: &str, diagnostic: &Diagnostic, out: &mut String) {
    let (line, column) = position(source, diagnostic.span.start);
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let (code, message) = (diagnostic.code, &diagnostic.message);
    let text = &source[diagnostic.span.start as usize..diagnostic.span.end as usize];
    writeln!(out, "{severity} {code} {line}:{column} {message}").expect("strings take text");
    writeln!(out, "  `{text}` {}", diagnostic.label).expect("strings take text");
    for (span, label) in &diagnostic.related {
        let (line, column) = position(source, span.start);
        writeln!(out, "  {line}:{column} {label}").expect("strings take text");
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {help}").expect("strings take text");
    }
}

fn errors(checked: &Checked) -> Vec<&Diagnostic> {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    checked.diagnostics.iter().filter(is_error).collect()
}

#[test]
fn what_stan_accepts_compiles() {
    let paths = accepted_programs();
    assert!(paths.len() > 200, "found only {} programs", paths.len());
    for path in paths {
        let source = read(&path);
        let checked = compile(&source);
        let mut report = String::new();
        for error in errors(&checked) {
            render(&source, error, &mut report);
        }
        assert!(report.is_empty(), "{}:\n{report}", path.display());
    }
}

#[test]
fn mistakes_are_reported_as_recorded() {
    let folder = root().join("goldens/diagnostics");
    let mut report = String::new();
    for path in programs(&folder) {
        let source = read(&path);
        let checked = compile(&source);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        assert!(!checked.is_ok(), "{name} has a mistake but compiles");
        writeln!(report, "=== {name}").expect("strings take text");
        for diagnostic in &checked.diagnostics {
            render(&source, diagnostic, &mut report);
        }
    }
    insta::assert_snapshot!("mistakes", report);
}

/// `verdicts/statements.txt` holds what Stan's own compiler said.
#[test]
fn statements_are_accepted_and_refused_as_by_stan() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stan/verdicts/statements.txt");
    let text = read(&path);
    let mut lines = text.lines().skip_while(|line| line.starts_with('#'));
    let header = lines.next().expect("the program around the statements");
    let mut different = Vec::new();
    let mut count = 0;
    for line in lines {
        let (verdict, statement) = line.split_once('\t').expect("a verdict and a statement");
        count += 1;
        let accepted = compile(&format!("{header}{statement} }} }}")).is_ok();
        if accepted != (verdict == "ok") {
            different.push(line);
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!(count, 2000);
}

/// The statements of `model` in a program over a few variables.
fn model(statements: &str) -> Checked {
    compile(&format!(
        "data {{ int N; array[3] matrix[4, 5] a; array[3] int k; vector[3] y; }}
         parameters {{ real mu; cov_matrix[3] S; }}
         model {{ {statements} }}"
    ))
}

#[test]
fn single_indexes_of_single_indexes_become_one_list() {
    let checked =
        model("target += a[1][2][3]; target += sum(a[1][:, 2]); target += sum(a[1:2][1]);");
    assert!(checked.is_ok(), "{:?}", checked.diagnostics);
    let shapes: Vec<usize> = checked
        .program
        .model
        .iter()
        .map(|statement| match &statement.kind {
            StatementKind::Target(value) => match &value.kind {
                ExpressionKind::Indexed { indexes, .. } => indexes.len(),
                ExpressionKind::Builtin { arguments, .. } => match &arguments[0].kind {
                    ExpressionKind::Indexed { base, indexes } => match &base.kind {
                        ExpressionKind::Variable(_) => indexes.len(),
                        _ => 10 + indexes.len(),
                    },
                    _ => 0,
                },
                _ => 0,
            },
            _ => 0,
        })
        .collect();
    // The last one stays nested: its first index picks several elements.
    assert_eq!(shapes, [3, 3, 11]);
}

#[test]
fn a_place_keeps_all_indexes_and_several_names_are_several_declarations() {
    let checked = model("array[2] vector[3] z, t = {y, y}; z[1][2:3] = y[1:2];");
    assert!(checked.is_ok(), "{:?}", checked.diagnostics);
    match &checked.program.model[..] {
        [first, second, assign] => {
            assert!(matches!(&first.kind, StatementKind::Declare(d) if d.initial.is_none()));
            assert!(matches!(&second.kind, StatementKind::Declare(d) if d.initial.is_some()));
            let StatementKind::Assign { place, .. } = &assign.kind else {
                panic!("{assign:?}");
            };
            assert!(matches!(
                &place.indexes[..],
                [Index::One(_), Index::Range { .. }]
            ));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tilde_calls_the_density_with_the_variate_first() {
    let checked = model("y ~ normal(mu, 1) T[0, ];");
    let [statement] = &checked.program.model[..] else {
        panic!("{checked:?}");
    };
    let StatementKind::Tilde {
        density,
        truncation: Some(truncation),
    } = &statement.kind
    else {
        panic!("{statement:?}");
    };
    let ExpressionKind::Builtin {
        function,
        arguments,
    } = &density.kind
    else {
        panic!("{density:?}");
    };
    assert_eq!(kullback_stan::signatures::name(*function), "normal_lpdf");
    let types: Vec<String> = arguments.iter().map(|e| e.ty.to_string()).collect();
    assert_eq!(types, ["vector", "real", "int"]);
    assert!(truncation.lower.is_some() && truncation.upper.is_none());
}

#[test]
fn square_matrices_have_two_sizes() {
    let checked = model("");
    let sizes: Vec<usize> = checked
        .program
        .parameters
        .iter()
        .map(|declaration| declaration.sizes.len())
        .collect();
    assert_eq!(sizes, [0, 2]);
}

/// Texts that are as deep or as long as the limits allow, and far beyond.
fn towers(height: usize) -> Vec<String> {
    let wrap = |open: &str, inner: &str, close: &str| {
        let expression = format!("{}{inner}{}", open.repeat(height), close.repeat(height));
        format!("data {{ int x; }} model {{ target += {expression}; }}")
    };
    let block = |open: &str, inner: &str, close: &str| {
        format!(
            "model {{ {}{inner}{} }}",
            open.repeat(height),
            close.repeat(height)
        )
    };
    vec![
        wrap("(", "x", ")"),
        wrap("abs(", "x", ")"),
        wrap("- ", "x", ""),
        wrap("x ^ ", "x", ""),
        wrap("x ? x : ", "x", ""),
        wrap("", "x", " + x"),
        wrap("", "x", "'"),
        wrap("", "x", "[1]"),
        wrap("x[", "x", "]''"),
        wrap("{", "x", "}"),
        wrap("1 + (", "x", ") + 1 + 1"),
        block("{", "", "}"),
        block("if (1) ", ";", ""),
        block("if (1) ; else ", ";", ""),
        block("while (1) { for (i in 1:2) ", ";", "}"),
        format!("data {{ {} }}", "tuple(".repeat(height)),
        format!("functions {{ void f({}", "tuple(".repeat(height)),
    ]
}

#[test]
fn deep_programs_end_in_a_report_on_a_small_stack() {
    let run = || {
        for height in [20, 70, 145, 300, 590, 10_000] {
            for tower in towers(height) {
                let checked = compile(&tower);
                let too_deep = checked.diagnostics.iter().any(|d| d.code == "KS0210");
                assert!(height < 10_000 || too_deep, "{}", &tower[..60]);
            }
        }
    };
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .expect("a thread")
        .join()
        .expect("no panic");
}

/// Compiles, and checks that every span can be shown.
fn compile_safely(source: &str) {
    let checked = compile(source);
    let mut report = String::new();
    for diagnostic in &checked.diagnostics {
        render(source, diagnostic, &mut report);
        assert!(!diagnostic.message.is_empty());
        for (span, _) in &diagnostic.related {
            assert!(source.get(span.start as usize..span.end as usize).is_some());
        }
    }
}

/// Words and signs that programs are made of.
const WORDS: &[&str] = &[
    "data",
    "parameters",
    "model",
    "transformed",
    "generated",
    "quantities",
    "functions",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    "|",
    "~",
    "=",
    "+=",
    "+",
    "-",
    "*",
    ".*",
    "\\",
    "%/%",
    "^",
    "'",
    "?",
    ":",
    "!",
    "&&",
    "==",
    "int",
    "real",
    "vector",
    "matrix",
    "array",
    "tuple",
    "simplex",
    "cov_matrix",
    "void",
    "for",
    "in",
    "while",
    "if",
    "else",
    "return",
    "break",
    "target",
    "jacobian",
    "print",
    "reject",
    "profile",
    "lower",
    "T",
    "x",
    "mu",
    "normal",
    "normal_lpdf",
    "f_rng",
    "sum",
    "ode_rk45",
    "1",
    "2.5",
    ".1",
    "3i",
    "\"text\"",
    "#include a\n",
    "# b\n",
    "// c\n",
    "/*",
    "*/",
    "\"",
    "é",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(source in "\\PC{0,200}") {
        compile_safely(&source);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        compile_safely(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn token_soup_never_panics(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..80)) {
        let soup = words.join(" ");
        compile_safely(&soup);
        compile_safely(&format!("data {{ int x; }} parameters {{ real mu; }} model {{ {soup}"));
    }

    #[test]
    fn damaged_programs_never_panic(
        which in any::<prop::sample::Index>(),
        places in proptest::collection::vec((any::<prop::sample::Index>(), proptest::sample::select(WORDS), 0usize..12), 1..6),
    ) {
        let paths = accepted_programs();
        let mut source = read(&paths[which.index(paths.len())]);
        for (place, word, removed) in places {
            let from = place.index(source.len() + 1);
            let from = (0..=from).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
            let to = (from + removed).min(source.len());
            let to = (to..=source.len()).find(|at| source.is_char_boundary(*at)).unwrap_or(from);
            source.replace_range(from..to, word);
        }
        compile_safely(&source);
    }
}
