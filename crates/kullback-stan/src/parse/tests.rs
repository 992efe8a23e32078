//! The shape of what the parser returns, written as S-expressions.

use super::parse;
use crate::ast::{Expression, ExpressionKind, Index, Statement, StatementKind};

/// The expression with every operator in prefix form and parentheses everywhere.
fn shape(e: &Expression<'_>) -> String {
    let list = |items: &[Expression<'_>]| items.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &e.kind {
        ExpressionKind::Int(text) | ExpressionKind::Real(text) => (*text).to_owned(),
        ExpressionKind::Imaginary => "i".to_owned(),
        ExpressionKind::Variable(name) => (*name).to_owned(),
        ExpressionKind::Call {
            name,
            arguments,
            bar,
        } => {
            let bar = if bar.is_some() { "|" } else { "" };
            format!("({}{bar} {})", name.text, list(arguments))
        }
        ExpressionKind::Target => "(target)".to_owned(),
        ExpressionKind::Indexed { base, indexes } => {
            let indexes: Vec<String> = indexes
                .iter()
                .map(|index| match index {
                    Index::All => ":".to_owned(),
                    Index::Single(e) => shape(e),
                    Index::Range { from, to } => format!(
                        "{}:{}",
                        from.as_ref().map(shape).unwrap_or_default(),
                        to.as_ref().map(shape).unwrap_or_default()
                    ),
                })
                .collect();
            format!("{}[{}]", shape(base), indexes.join(" "))
        }
        ExpressionKind::Component { base } => format!("{}.n", shape(base)),
        ExpressionKind::Unary { operator, operand } => format!("({operator:?} {})", shape(operand)),
        ExpressionKind::Binary {
            operator,
            left,
            right,
        } => {
            format!("({operator:?} {} {})", shape(left), shape(right))
        }
        ExpressionKind::Conditional {
            condition,
            then,
            otherwise,
        } => {
            format!(
                "(? {} {} {})",
                shape(condition),
                shape(then),
                shape(otherwise)
            )
        }
        ExpressionKind::Array(items) => format!("{{{}}}", list(items)),
        ExpressionKind::Row(items) => format!("[{}]", list(items)),
        ExpressionKind::Tuple(items) => format!("<{}>", list(items)),
    }
}

fn expression(text: &str) -> String {
    let source = format!("model {{ target += {text}; }}");
    let (program, diagnostics) = parse(&source);
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.code != "KS0214").collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    match &program.model[..] {
        [
            Statement {
                kind: StatementKind::Target(e),
                ..
            },
        ] => shape(e),
        other => panic!("{text}: {other:?}"),
    }
}

fn codes(source: &str) -> Vec<&'static str> {
    parse(source).1.iter().map(|d| d.code).collect()
}

#[test]
fn operators_bind_as_in_stan() {
    // Expected shapes follow the precedence table of the Stan reference manual.
    for (text, expected) in [
        ("a + b * c - d", "(Subtract (Add a (Multiply b c)) d)"),
        ("a * b \\ c", "(Multiply a (LeftDivide b c))"),
        (
            "a * b %/% c % d",
            "(Modulo (Multiply a (IntegerDivide b c)) d)",
        ),
        (
            "a .* b / c ./ d",
            "(ElementDivide (Divide (ElementMultiply a b) c) d)",
        ),
        ("-a ^ b", "(Minus (Power a b))"),
        ("-a * b", "(Multiply (Minus a) b)"),
        ("-a \\ b", "(LeftDivide (Minus a) b)"),
        ("a ^ -b * c", "(Multiply (Power a (Minus b)) c)"),
        ("a ^ b ^ c", "(Power a (Power b c))"),
        ("a .^ b ^ c", "(ElementPower a (Power b c))"),
        ("a' * b'", "(Multiply (Transpose a) (Transpose b))"),
        ("a ^ b'", "(Power a (Transpose b))"),
        ("-a'", "(Minus (Transpose a))"),
        ("!a == b", "(Equal (Not a) b)"),
        (
            "a || b && c == d < e + f",
            "(Or a (And b (Equal c (Less d (Add e f)))))",
        ),
        ("a < b < c", "(Less (Less a b) c)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a ? b ? c : d : e", "(? a (? b c d) e)"),
        ("a || b ? c : d + 1", "(? (Or a b) c (Add d 1))"),
        ("(a + b) * c", "(Multiply (Add a b) c)"),
        (
            "x[i, , 1:n, m:, :k, :][j]'",
            "(Transpose x[i : 1:n m: :k :][j])",
        ),
        ("x[a ? b : c : d]", "x[(? a b c):d]"),
        ("normal_lpdf(y | mu, sigma)", "(normal_lpdf| y mu sigma)"),
        ("{1, 2}[1] + [a, b]'", "(Add {1 2}[1] (Transpose [a b]))"),
        ("t.1.2 + (a, b).1", "(Add t.n.n <a b>.n)"),
        ("1.*x", "(Multiply 1. x)"),
        ("target()", "(target)"),
        ("f()' ", "(Transpose (f ))"),
        (
            "1e-3 + .5 + 1_000 + 2i",
            "(Add (Add (Add 1e-3 .5) 1_000) i)",
        ),
        ("- - a", "(Minus (Minus a))"),
    ] {
        assert_eq!(expression(text), expected, "{text}");
    }
}

#[test]
fn several_mistakes_are_reported_in_one_run() {
    let source = "data { int N }\nparameters { real mu; }\nmodel {\n  mu ~ normal(0, 1)\n  for (i in 1 N) { mu ~ normal(0, ); }\n  mu <- 3;\n}\n";
    assert_eq!(
        codes(source),
        ["KS0202", "KS0202", "KS0203", "KS0201", "KS0204"]
    );
}

#[test]
fn the_old_language_is_recognised() {
    assert_eq!(codes("data { int N; real x[N, 2]; }"), ["KS0205"]);
    assert_eq!(codes("model { x[1] <- a + b || c; }"), ["KS0204"]);
    assert_eq!(codes("model { increment_log_prob(x); }"), ["KS0204"]);
    assert_eq!(
        codes("functions { real f(real[,] x) { return 1; } }"),
        ["KS0205"]
    );
    assert!(codes("model { if (x<-1) y = 2; }").is_empty());
}

#[test]
fn depth_is_bounded() {
    let parentheses = format!("model {{ target += {}1; }}", "(".repeat(100_000));
    assert_eq!(codes(&parentheses), ["KS0210"]);
    let minuses = format!("model {{ target += {}1; }}", "- ".repeat(100_000));
    assert_eq!(codes(&minuses), ["KS0210"]);
    let braces = format!("model {{ {} }}", "{".repeat(100_000));
    assert!(codes(&braces).contains(&"KS0210"));
    let branches = format!("model {{ {} ; }}", "if (1) ; else ".repeat(100_000));
    assert!(codes(&branches).contains(&"KS0210"));
    let chain = format!("model {{ target += 1{}; }}", " + 1".repeat(100_000));
    assert_eq!(codes(&chain), ["KS0210"]);
    let primes = format!("model {{ target += x{}; }}", "'".repeat(100_000));
    assert_eq!(codes(&primes), ["KS0210"]);
    let types = format!("data {{ {} }}", "tuple(".repeat(100_000));
    assert_eq!(codes(&types), ["KS0210"]);
}
