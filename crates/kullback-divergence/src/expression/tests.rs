//! Expressions and what is said about wrong ones.

use super::*;

fn printed(text: &str) -> String {
    parse(text).map_or_else(|error| error.to_string(), |e| e.to_string())
}

fn law(text: &str) -> Result<String, ExpressionError> {
    parse(text)?.law().map(|law| law.to_string())
}

/// The error's words, and the text they are about.
fn complaint(text: &str) -> (String, &str) {
    let error = law(text).unwrap_err();
    let Span { start, end } = error.span();
    (error.to_string(), &text[start..end])
}

#[test]
fn laws_are_printed_back_in_canonical_form() {
    for (text, canonical) in [
        ("normal(0, 1)", "normal(0, 1)"),
        (" normal ( sigma = 2 , mu=-1e-3 ) ", "normal(-0.001, 2)"),
        ("normal(0, sigma=1/4)", "normal(0, 0.25)"),
        ("Laplace(0,1)", "double_exponential(0, 1)"),
        ("t(3, 0, 1)", "student_t(3, 0, 1)"),
        ("std_normal()", "std_normal()"),
        ("categorical([.2, .8])", "categorical([0.2, 0.8])"),
        ("gamma(2^3/2, -(-sqrt(4)))", "gamma(4, 2)"),
        ("normal(pi(), exp(0))", "normal(3.141592653589793, 1)"),
        (
            "truncated_normal(0, 1, -inf, 2)",
            "truncated_normal(0, 1, -inf, 2)",
        ),
        ("gamma(1e-7, 1e20)", "gamma(1e-7, 1e20)"),
        ("normal(−1, 2)", "normal(-1, 2)"),
        (
            "ordered_logistic(0.5, [-1, 0, 2])",
            "ordered_logistic(0.5, [-1, 0, 2])",
        ),
    ] {
        let once = law(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(once, canonical);
        assert_eq!(law(&once).as_deref(), Ok(canonical), "{text}");
    }
}

#[test]
fn any_tree_is_printed_back() {
    for (text, canonical) in [
        (
            "mixture(0.3*normal(-2,1), gaussian(2,1)*0.7)",
            "mixture(0.3*normal(-2, 1), 0.7*normal(2, 1))",
        ),
        (
            "multi_normal([0,0],[[1,.5],[.5,1]])",
            "multi_normal([0, 0], [[1, 0.5], [0.5, 1]])",
        ),
        (
            "product(normal(0,1), gamma(2,beta=1))",
            "product(normal(0, 1), gamma(2, beta=1))",
        ),
        ("dirichlet([1,2,3])", "dirichlet([1, 2, 3])"),
        ("2 + 3*4 - 2^3^1", "6"),
        ("-2^2", "-4"),
        ("[ ]", "[]"),
    ] {
        assert_eq!(printed(text), canonical);
        assert_eq!(printed(canonical), canonical);
    }
}

#[test]
fn numbers_lists_and_matrices_are_taken_out() {
    let call = parse("f(1/4, [1, 2], [[1, 2], [3, 4]])").unwrap();
    let arguments = &call.call().unwrap().arguments;
    assert_eq!(arguments[0].value.number(), Ok(0.25));
    assert_eq!(arguments[1].value.vector(), Ok(vec![1.0, 2.0]));
    assert_eq!(
        arguments[2].value.matrix(),
        Ok(vec![vec![1.0, 2.0], vec![3.0, 4.0]])
    );
    let ragged = parse("[[1, 2], [3]]").unwrap().matrix().unwrap_err();
    assert_eq!(ragged.to_string(), "expected a row of 2 numbers, found 1");
}

#[test]
fn mixtures_have_weights_that_sum_to_1() {
    let components = |text: &str| {
        let mixture = parse(text).unwrap();
        let call = mixture.call().unwrap().clone();
        let found = call.components(mixture.span);
        found.map(|parts| {
            parts
                .iter()
                .map(|(w, of)| format!("{w}: {of}"))
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(
        components("mixture(1/4*normal(0,1), 3/4*cauchy(0,1))").unwrap(),
        ["0.25: normal(0, 1)", "0.75: cauchy(0, 1)"]
    );
    let said = |text: &str| components(text).unwrap_err().to_string();
    assert_eq!(
        said("mixture(0.3*normal(0,1), 0.3*normal(2,1))"),
        "the weights of `mixture` sum to 0.6, but must sum to 1"
    );
    assert_eq!(
        said("mixture(1.5*normal(0,1), -0.5*normal(2,1))"),
        "a weight is 1.5, but must be between 0 and 1"
    );
    assert_eq!(
        said("mixture(normal(0,1), normal(2,1))"),
        "expected `weight * distribution`, found `normal(…)`"
    );
}

#[test]
fn other_names_leave_a_note() {
    let text = "mixture(0.5*laplace(0,1), 0.5*normal(0,1))";
    let notes = parse(text).unwrap().notes();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        (notes[0].written.as_str(), notes[0].meant),
        ("laplace", "double_exponential")
    );
    assert_eq!(&text[notes[0].span.start..notes[0].span.end], "laplace");
}

#[test]
fn errors_say_what_and_where() {
    for (text, said, about) in [
        (
            "nromal(0, 1)",
            "nothing is called `nromal`; did you mean `normal`?",
            "nromal",
        ),
        (
            "lapalce(0, 1)",
            "nothing is called `lapalce`; did you mean `double_exponential`?",
            "lapalce",
        ),
        ("wat(1)", "nothing is called `wat`", "wat"),
        (
            "normal(0, -1)",
            "normal: sigma is -1, but must be positive and finite",
            "-1",
        ),
        (
            "normal(sigma=0, mu=2)",
            "normal: sigma is 0, but must be positive and finite",
            "0",
        ),
        ("normal(0)", "normal(mu, sigma) needs `sigma`", "normal(0)"),
        (
            "normal(0, 1, 2)",
            "normal takes (mu, sigma), not 3 arguments",
            "2",
        ),
        ("normal(0, mu=2)", "normal: `mu` is given twice", "2"),
        (
            "normal(0, s=1)",
            "normal has no parameter `s`; its parameters are (mu, sigma)",
            "s",
        ),
        ("normal(0, [1])", "normal: sigma must be a number", "[1]"),
        (
            "categorical([.5, .4])",
            "categorical: sum of theta is 0.9, but must be 1",
            "[.5, .4]",
        ),
        (
            "normal(0 1)",
            "expected `,` or `)`, found the number 1",
            "1",
        ),
        ("normal(0, 1", "expected `,` or `)`, found the end", ""),
        ("normal", "expected `(` after `normal`, found the end", ""),
        (
            "normal(0, 1) x",
            "expected the end, or an operator, found `x`",
            "x",
        ),
        (
            "normal(0, 1/0)",
            "`1 / 0` is inf, which is not a finite number",
            "1/0",
        ),
        (
            "normal(0, sqrt(-1))",
            "`sqrt` is NaN, which is not a finite number",
            "sqrt(-1)",
        ),
        (
            "normal(0, 1e999)",
            "`1e999` is inf, which is not a finite number",
            "1e999",
        ),
        (
            "normal(0, ;)",
            "expected a name, a number or a bracket, found `;`",
            ";",
        ),
        (
            "",
            "expected a distribution, a number or a list, found the end",
            "",
        ),
        ("3", "expected a distribution, found the number 3", "3"),
        (
            "normal(0, normal(0, 1))",
            "expected a number or a list of numbers, found `normal(…)`",
            "normal(0, 1)",
        ),
    ] {
        assert_eq!(complaint(text), (said.to_string(), about), "{text}");
    }
}

#[test]
fn ambiguous_and_refused_names_say_what_to_write() {
    let (said, _) = complaint("negbin(1, 2)");
    assert!(said.contains("neg_binomial_2(mu, phi)"), "{said}");
    let (said, _) = complaint("wiener(1, 0, 0.5, 0)");
    assert!(said.contains("integrates to the probability"), "{said}");
}

#[test]
fn deep_brackets_are_refused() {
    for opening in ["(", "[", "-", "f("] {
        let text = opening.repeat(100_000);
        let error = parse(&text).unwrap_err();
        assert!(matches!(error, ExpressionError::TooDeep { .. }), "{error}");
    }
}

#[test]
fn no_text_of_a_few_signs_panics() {
    let pieces = [
        "normal", "(", ")", "[", "]", ",", "=", "*", "-", "1", ".", "é", " ", "1e", "t",
    ];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        if let Err(error) = parse(&text).and_then(|expression| expression.law()) {
            let Span { start, end } = error.span();
            assert!(text.get(start..end).is_some(), "{text}: {error}");
        }
    }
}

/// The expression as a distribution, or the error's words.
fn distribution(text: &str) -> String {
    parse(text)
        .and_then(|tree| tree.distribution())
        .map_or_else(|error| error.to_string(), |law| law.to_string())
}

#[test]
fn images_under_bijections_are_distributions() {
    for text in [
        "exp(normal(0, 1))",
        "affine(1, 2, gamma(2, 1))",
        "logit(beta(2, 3))",
        "exp(multi_normal([0, 0], [[1, 0.5], [0.5, 1]]))",
    ] {
        assert_eq!(distribution(text), text);
    }
    assert_eq!(
        distribution("abs(normal(3, 1))"),
        "`abs` takes -1 and 1 to the same value: a divergence can only shrink under it, and is not \
         that of the laws it is applied to"
    );
    assert_eq!(
        distribution("affine(0, 0, normal(0, 1))"),
        "affine: scale is 0, but must be finite and not 0"
    );
    assert!(distribution("log(normal(0, 1))").starts_with("`log` is not defined at "));
}
