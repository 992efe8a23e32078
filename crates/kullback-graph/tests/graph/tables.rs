//! Reading the tables of `tests/goldens`, and evaluating graphs the way they are compared.

use kullback_graph::{Builder, Graph, Operand};
use serde_json::Value;

/// One row of a table.
pub struct Row {
    /// The arguments.
    pub at: Vec<f64>,
    /// The value of the function.
    pub value: f64,
    /// Its partial derivatives; none in a discrete argument.
    pub partials: Vec<Option<f64>>,
    /// How much each partial changes when an argument moves by two units in the last place.
    pub moves: Vec<f64>,
}

pub fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some(text) => text.parse().expect("a number"),
        None => value.as_f64().expect("a number"),
    }
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("numbers")
        .iter()
        .map(number)
        .collect()
}

pub fn rows(value: &Value) -> Vec<Row> {
    let rows = value.as_array().expect("rows");
    rows.iter()
        .map(|row| Row {
            at: numbers(&row["at"]),
            value: number(&row["value"]),
            partials: row["partials"]
                .as_array()
                .expect("partials")
                .iter()
                .map(|p| (!p.is_null()).then(|| number(p)))
                .collect(),
            moves: match &row["partials_move"] {
                Value::Null => vec![0.0],
                moves => numbers(moves),
            },
        })
        .collect()
}

/// Whether `got` is further from `wanted` than `relative`·max(|wanted|, 1) + `absolute`.
pub fn is_off(got: f64, wanted: f64, relative: f64, absolute: f64) -> bool {
    if got == wanted || (got.is_nan() && wanted.is_nan()) {
        return false;
    }
    let error = (got - wanted).abs() - absolute;
    error.is_nan() || error > relative * wanted.abs().max(1.0)
}

/// The one output of a graph and the adjoints of its inputs when every output element weighs
/// `weights[e]`; `points[l]` is the point of lane `l`.
pub struct Evaluated {
    pub output: Vec<Vec<f64>>,
    pub gradient: Vec<Vec<f64>>,
    /// For each lane, whether it could not be evaluated.
    pub failed: Vec<bool>,
}

/// Evaluates the graph of `output`, weighted by `weights` and summed, at W points.
pub fn evaluate<const W: usize>(
    builder: &mut Builder,
    output: Operand,
    weights: &[f64],
    points: &[Vec<f64>; W],
) -> Evaluated {
    let weights = builder.constant(weights);
    let product = builder
        .apply(
            kullback_graph::Kernel::Binary(kullback_graph::Binary::Multiply),
            &[output, weights],
        )
        .expect("a product");
    let sum = kullback_graph::Reduction {
        kind: kullback_graph::ReductionKind::Sum,
        segments: 1,
    };
    let total = builder
        .apply(kullback_graph::Kernel::Reduction(sum), &[product])
        .expect("a sum");
    let graph: Graph = builder.finish(&[output, total]);
    let mut arena = graph.arena::<W>();
    for (d, input) in arena.inputs_mut(graph.input_len()).iter_mut().enumerate() {
        for l in 0..W {
            input[l] = points[l][d];
        }
    }
    graph.forward(&mut arena, true);
    arena.seed(&graph, &[1]);
    graph.adjoint(&mut arena);
    let view = arena.output(&graph, 0);
    Evaluated {
        output: (0..W)
            .map(|l| (0..view.len()).map(|e| view.get(e, l)).collect())
            .collect(),
        gradient: (0..W)
            .map(|l| {
                arena
                    .input_adjoints(graph.input_len())
                    .iter()
                    .map(|a| a[l])
                    .collect()
            })
            .collect(),
        failed: arena.failures().iter().map(Option::is_some).collect(),
    }
}

/// The part `start..start + len` of the inputs.
pub fn input_part(builder: &mut Builder, start: usize, len: usize) -> Operand {
    let places = (start as u32..(start + len) as u32).collect();
    let gather = kullback_graph::Gather { places };
    let input = builder.input();
    builder
        .apply(kullback_graph::Kernel::Gather(gather), &[input])
        .expect("a gather")
}
