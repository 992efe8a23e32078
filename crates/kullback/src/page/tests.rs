//! The page of a small run made by hand: what its sections say, and that what is drawn is what is said.

use serde_json::{Value, json};

use super::document::{Document, Files};
use super::{
    divergences, free_energy, pairs, parameters, questions, tail, thin, unchecked, verdict,
};

fn estimate(value: f64, se: f64) -> Value {
    json!({"value": value, "standard_error": se, "interval": [value - 2.0 * se, value + 2.0 * se],
           "method": "by hand"})
}

fn certified(value: f64, se: f64) -> Value {
    let mut certified = estimate(value, se);
    certified["status"] = json!("certified");
    certified
}

/// Two coordinates; Q has sds 1 and 2 and correlation ½, around (0, 10).
fn report() -> Value {
    let weights = json!({"pareto_k": 0.31, "threshold": 0.7, "effective_sample_size": 900.0,
        "draws": 1000, "constant": false, "largest_weight": 4.0});
    json!({
        "schema": "kullback.fit/1", "version": "0.1.0", "model": "a<b>.stan", "data": "d&d.json",
        "dimension": 2, "seed": 7, "partial": false,
        "verdict": {"decision": "use_after_resampling", "supports": ["all 2 starts lead to one mode"],
            "reasons": [{"reason": "divergence", "text": "D_KL(P‖Q) is 0.44"}],
            "next": "use the resampled draws"},
        "expectation": {"objective": "D_KL(Q‖P) = E_{z~Q}[ln q(z) − ln p(z|x)]", "under": "Q",
            "forces": [{"kind": "leaves_mass_out", "outside": 0.02, "text": "Q leaves out 2.0%"}]},
        "approximations": [{"family": "full_rank", "minimises": "qp", "energy": estimate(15.0, 0.02),
            "free_energy": estimate(12.0, 0.01),
            "complexity": estimate(2.0, 0.01), "accuracy": estimate(-10.0, 0.02), "entropy": estimate(3.0, 0.01),
            "gap": certified(0.5, 0.02), "converged": true}],
        "chosen": "full_rank", "minimised": "qp",
        "divergence_q_to_p": certified(0.5, 0.02), "divergence_p_to_q": certified(0.44, 0.05),
        "log_evidence": certified(-11.5, 0.01), "weights": weights, "certifier_weights": weights,
        "search": {"starts": 2, "failed": 0, "modes": 1},
        "modes": [{"fit": 0, "starts": 2, "elbo": -12.0, "evidence_share": 1.0}],
        "parameters": [
            {"name": "mu", "mean_field": {"mean": 0.0, "sd": 0.8}, "full_rank": {"mean": 0.0, "sd": 1.0},
             "weighted": {"mean": 0.1, "sd": 1.05}, "brand_new": {"mean": 0.1, "sd": 1.0},
             "note": "mean field ×0.76"},
            {"name": "<script>alert(1)</script>", "mean_field": {"mean": 10.0, "sd": 1.9},
             "full_rank": {"mean": 10.0, "sd": 2.0}, "weighted": {"mean": 10.0, "sd": 2.0},
             "brand_new": null, "note": ""}],
        "unconstrained": {}, "evaluations": 4321
    })
}

fn trace() -> Value {
    let line = |stage: &str, values: [f64; 3]| {
        json!({"stage": stage, "fit": 0, "step": [0, 1, 2], "evaluations": [10, 20, 30],
            "free_energy": values, "standard_error": [0.5, 0.1, null], "entropy": [3.0, 3.0, 3.0],
            "accuracy": [-20.0, -11.0, -10.0]})
    };
    json!({
        "schema": "kullback.trace/1",
        "lines": [line("pathfinder", [60.0, 15.0, 12.5]), line("full_rank", [13.0, 12.1, 12.0])],
        "sample": {"source": "by hand", "certified": true, "effective_sample_size": 900.0,
            "dimension": 2,
            "coordinates": [
                {"name": "mu", "q_mean": 0.0, "q_sd": 1.0, "mean": 0.1, "sd": 1.05, "thin": 0.01},
                {"name": "log <tau>", "q_mean": 10.0, "q_sd": 2.0, "mean": 10.0, "sd": 2.0,
                 "thin": 0.002}],
            "q": [{"weight": 1.0, "mean": [0.0, 10.0], "covariance": [[1.0, 1.0], [1.0, 4.0]]}],
            "points": [[0.0, 10.0], [1.0, 11.0], [-1.0, 9.0], [5.0, 10.0]],
            "pairs": [{"first": 0, "second": 1, "thin": 0.25}],
            "worst": [{"log_ratio": 3.5, "log_q": -16.7,
                "furthest": [{"name": "mu", "value": 5.0, "sds": 5.0}]}]},
        "tails": [{"of": "q", "draws": 100, "k": 0.5, "sigma": 0.1, "cutoff": 0.2,
            "log_weights": [-1.5, -1.2, -0.9, -0.5, 0.0]}],
        "errors": [{"mean": 0.03, "pareto_k": 0.4}, {"mean": null, "pareto_k": null}]
    })
}

fn read(report: &Value, trace: &Value) -> Document {
    let configuration = json!({"schema": "kullback.config/1",
        "command": "kullback fit 'a<b>.stan' --seed 7"});
    let (fit, trace) = (report.to_string(), trace.to_string());
    let files = Files {
        fit: &fit,
        trace: &trace,
        configuration: &configuration.to_string(),
        program: "model { target += 1 < 2 && 3 > 1; }",
    };
    Document::read(&files).expect("a run")
}

fn document() -> Document {
    read(&report(), &trace())
}

/// The text of a piece of HTML, without drawings and with white space closed up.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        let skipped = if tag.starts_with("<svg") {
            tag.find("</svg>").map(|end| end + "</svg>".len())
        } else {
            tag.find('>').map(|end| end + 1)
        };
        let breaks = [
            "</th>",
            "</td>",
            "</dt>",
            "</dd>",
            "</summary>",
            "</caption>",
        ];
        let lines = ["</tr>", "</p>", "</li>", "</h2>", "</div>", "</figcaption>"];
        if breaks.iter().any(|end| tag.starts_with(end)) {
            text.push_str(" | ");
        } else if lines.iter().any(|end| tag.starts_with(end)) {
            text.push('\n');
        }
        rest = &tag[skipped.unwrap_or(tag.len())..];
    }
    text.push_str(rest);
    let lines = text.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_sections_say_what_the_run_holds() {
    let document = document();
    type Section = fn(&Document) -> String;
    let sections: [(&str, Section); 9] = [
        ("verdict", verdict::section),
        ("questions", questions::section),
        ("divergences", divergences::section),
        ("parameters", parameters::section),
        ("free_energy", free_energy::section),
        ("pairs", pairs::section),
        ("thin", thin::section),
        ("tail", tail::section),
        ("unchecked", unchecked::section),
    ];
    for (name, section) in sections {
        insta::assert_snapshot!(name, text(&section(&document)));
    }
}

#[test]
fn nothing_from_the_model_is_markup() {
    let page = super::render(&document());
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("a&lt;b&gt;.stan") && page.contains("d&amp;d.json"));
    assert!(page.contains("log &lt;tau&gt;") && page.contains("1 &lt; 2 &amp;&amp; 3 &gt; 1"));
    for outside in ["http:", "https:", "src=", "<link", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("NaN"), "a number that is none");
}

/// The value of an attribute of the first element that holds `mark`.
fn attribute<'a>(html: &'a str, mark: &str, name: &str) -> &'a str {
    let at = html.find(mark).unwrap_or_else(|| panic!("no {mark}"));
    let element = &html[html[..at].rfind('<').expect("an element")..];
    let start = element.find(&format!(" {name}=\"")).expect("the attribute") + name.len() + 3;
    let length = element[start..].find('"').expect("a closing quote");
    &element[start..start + length]
}

/// The corners of a path of M and L commands.
fn corners(path: &str) -> Vec<(f64, f64)> {
    let pieces = path
        .split(['M', 'L', 'Z'])
        .filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let (x, y) = piece.split_once(' ').expect("two numbers");
            (x.parse().expect("x"), y.parse().expect("y"))
        })
        .collect()
}

/// Twice the signed area, by the shoelace formula.
fn area(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    let twice: f64 = corners
        .iter()
        .zip(next)
        .map(|((x, y), (u, v))| x * v - u * y)
        .sum();
    0.5 * twice.abs()
}

/// A density has the area 1: drawn in a cell of 152 × 152 pixels whose height is 1.6 times the highest
/// density and whose width is the reach of the coordinate.
#[test]
fn the_area_under_a_drawn_density_is_one() {
    let document = document();
    let sample = document.trace.sample.as_ref().expect("a sample");
    let html = pairs::section(&document);
    // The first marginal: points from −1 to 5, Q from −3.3 to 3.3.
    let extent = (-3.3, 5.0);
    let steps = pairs::histogram(sample, 0, extent);
    let curve = pairs::curve(sample, 0, extent);
    let highest = steps
        .iter()
        .chain(&curve)
        .map(|(_, y)| *y)
        .fold(0.0, f64::max);
    let path = corners(attribute(&html, "class=\"area p\"", "d"));
    let unit = (152.0 / (extent.1 - extent.0)) * (152.0 / (1.6 * highest));
    assert!(
        (area(&path) / unit - 1.0).abs() < 1e-3,
        "{}",
        area(&path) / unit
    );
    // The trapezoid rule over the curve of Q: all but its tails.
    let integral: f64 = curve
        .windows(2)
        .map(|pair| 0.5 * (pair[0].1 + pair[1].1) * (pair[1].0 - pair[0].0))
        .sum();
    assert!((integral - 0.999_5).abs() < 1e-3, "{integral}");
}

/// With sds 1 and 2 and correlation ½ the squared distance is (x² − xy/2 + y²/4)/(3/4), and at 1 % of
/// the peak it is 2 ln 100.
#[test]
fn the_outer_ellipse_is_where_q_is_one_percent_of_its_peak() {
    let document = document();
    let sample = document.trace.sample.as_ref().expect("a sample");
    for (x, y) in pairs::ellipse(&sample.q[0], [0, 1], (2.0 * 100.0_f64.ln()).sqrt()) {
        let y = y - 10.0;
        let square = (x * x - 0.5 * x * y + 0.25 * y * y) / 0.75;
        assert!(((-0.5 * square).exp() - 0.01).abs() < 1e-12);
    }
    // (5, 10) lies outside, the three others inside.
    let html = pairs::section(&document);
    assert_eq!(html.matches("class=\"dot thin\"").count(), 1);
    assert_eq!(html.matches("class=\"dot p fine\"").count(), 3);
    let x: f64 = attribute(&html, "class=\"dot thin\"", "cx")
        .parse()
        .expect("a number");
    assert!((x - 156.0).abs() < 0.06, "the right edge: {x}");
}

/// 12 = 2 + 10 = 0.5 + 11.5 = 15 − 3: the bars of each split meet, and both end at F.
#[test]
fn the_bars_of_a_split_end_at_the_free_energy() {
    let document = document();
    let q = document.chosen().expect("Q");
    for split in free_energy::terms(q, &document) {
        assert!(
            (split.first.1 + split.second.1 - 12.0).abs() < 1e-12,
            "{}",
            split.first.0
        );
    }
    let html = free_energy::section(&document);
    let width = |mark: &str| -> f64 { attribute(&html, mark, "width").parse().expect("a number") };
    // complexity 2 and −accuracy 10
    let ratio = width("class=\"bar f\"") / width("class=\"bar q\"");
    assert!((ratio - 5.0).abs() < 0.01, "{ratio}");
}

/// The survival function of the generalised Pareto distribution with k = ½, σ = 0.1 beyond 0.2 is
/// (1 + 5 (w − 0.2))⁻² : at 0.6 it is 1/9.
#[test]
fn the_tail_is_drawn_by_the_fitted_distribution() {
    let document = document();
    let tail = &document.trace.tails[0];
    assert!((tail::fitted(tail, 0.6) - (1.0_f64 / 9.0).log10()).abs() < 1e-12);
    assert!(tail::fitted(tail, 0.2).abs() < 1e-12);
    let observed = tail::observed(tail);
    assert!((observed[4].1 - 0.1_f64.log10()).abs() < 1e-12);
}

#[test]
fn what_was_run_is_not_among_the_unchecked() {
    let before = unchecked::unchecked(&document()).join("\n");
    assert!(before.contains("Reference draws") && before.contains("Calibration"));
    let mut report = report();
    report["reference"] = json!({"r_hat": 1.0});
    report["calibration"] = json!({"datasets": 100});
    report["log_evidence"] = json!({"status": "not_certified", "why": {"reason": "not_finite"},
        "next_action": "look"});
    let after = unchecked::unchecked(&read(&report, &trace())).join("\n");
    assert!(!after.contains("Reference draws") && !after.contains("Calibration"));
    assert!(after.contains("The evidence and both divergences"));
}

#[test]
fn hundreds_of_parameters_are_cut_to_the_worst() {
    let mut report = report();
    let row = |i: usize| {
        let sd = if i == 150 { 3.0 } else { 1.0 };
        json!({"name": format!("x[{i}]"), "mean_field": {"mean": 0.0, "sd": sd},
               "full_rank": {"mean": 0.0, "sd": 1.0}, "note": ""})
    };
    report["parameters"] = (0..200).map(row).collect();
    let html = parameters::section(&read(&report, &trace()));
    let (shown, all) = html.split_once("<details>").expect("the others");
    assert!(
        shown.find("x[150]") < shown.find("x[0]"),
        "the worst comes first"
    );
    assert!(shown.contains("… and 170 more") && !shown.contains("x[199]"));
    assert!(all.contains("x[199]") && all.contains("All 200 parameters"));
}

#[test]
fn a_run_without_draws_or_steps_still_has_a_page() {
    let trace = json!({"schema": "kullback.trace/1", "lines": [], "sample": null, "tails": [],
        "errors": []});
    let mut report = report();
    report["approximations"] = json!([]);
    report["partial"] = json!(true);
    let page = super::render(&read(&report, &trace));
    assert!(page.contains("was interrupted") && page.contains("There are no draws with weights"));
    assert!(!page.contains("NaN"));
}
