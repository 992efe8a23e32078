//! A graph whose outputs are the two parts of a log density, behind the [`LogDensity`] contract.

use crate::executor::{Arena, Graph};
use crate::{Builder, Operand, WIDTH};
use kullback_math::{Evaluation, LogDensity, Order, Points};

/// A log density made of a prior part and a likelihood part, each the sum of a graph output.
#[derive(Clone, Debug)]
pub struct Target {
    graph: Graph,
}

/// The memory of one thread that evaluates a [`Target`].
pub struct TargetWorkspace {
    wide: Arena<WIDTH>,
    narrow: Arena<1>,
}

const PRIOR: usize = 0;
const LIKELIHOOD: usize = 1;

impl Target {
    /// The log density `prior + likelihood`, both scalars.
    pub fn new(builder: &Builder, prior: Operand, likelihood: Operand) -> Self {
        debug_assert!(prior.len() == 1 && likelihood.len() == 1);
        Self {
            graph: builder.finish(&[prior, likelihood]),
        }
    }

    /// The graph behind it.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Evaluates `count ≤ W` points starting at lane `first`; lanes beyond repeat the last point.
    fn block<const W: usize>(
        &self,
        points: Points<'_>,
        first: usize,
        count: usize,
        order: Order,
        out: &mut Evaluation,
        arena: &mut Arena<W>,
    ) {
        let dimension = self.graph.input_len();
        let total = points.lanes();
        for (d, input) in arena.inputs_mut(dimension).iter_mut().enumerate() {
            let row = &points.coordinate(d)[first..first + count];
            for l in 0..W {
                input[l] = row[l.min(count - 1)];
            }
        }
        let gradient = order == Order::Gradient;
        self.graph.forward(arena, gradient);
        for l in 0..count {
            let likelihood = arena.output(&self.graph, LIKELIHOOD).get(0, l);
            out.log_likelihood[first + l] = likelihood;
            out.log_density[first + l] = if arena.failures()[l].is_some() {
                f64::NEG_INFINITY
            } else {
                arena.output(&self.graph, PRIOR).get(0, l) + likelihood
            };
        }
        if gradient {
            arena.seed(&self.graph, &[PRIOR, LIKELIHOOD]);
            self.graph.adjoint(arena);
            for (d, adjoint) in arena.input_adjoints(dimension).iter().enumerate() {
                out.gradient[d * total + first..][..count].copy_from_slice(&adjoint[..count]);
            }
        }
    }
}

impl LogDensity for Target {
    type Workspace = TargetWorkspace;

    fn dimension(&self) -> usize {
        self.graph.input_len()
    }

    fn workspace(&self) -> TargetWorkspace {
        TargetWorkspace {
            wide: self.graph.arena(),
            narrow: self.graph.arena(),
        }
    }

    fn evaluate(
        &self,
        points: Points<'_>,
        order: Order,
        out: &mut Evaluation,
        workspace: &mut TargetWorkspace,
    ) {
        let lanes = points.lanes();
        out.resize(points.dimension(), lanes);
        if lanes == 1 {
            self.block(points, 0, 1, order, out, &mut workspace.narrow);
            return;
        }
        for first in (0..lanes).step_by(WIDTH) {
            let count = WIDTH.min(lanes - first);
            self.block(points, first, count, order, out, &mut workspace.wide);
        }
    }

    fn splits_likelihood(&self) -> bool {
        true
    }
}
