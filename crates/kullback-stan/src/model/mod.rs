//! A program bound to data: a log density over unconstrained coordinates, and the way back to the
//! parameters the user declared.

mod bind;
mod write;

use crate::data::{Data, Misfit};
use crate::diagnostic::{Diagnostic, Span};
use crate::hir::{Block, Program};
use crate::lower::tracer::{Mode, Tracer};
use crate::lower::value::{Array, Lowered, Stop};
use bind::{Bound, element_indexes};
use kullback_graph::{Builder, Graph, Operand, Target, TargetWorkspace};
use kullback_math::{Evaluation, LogDensity, Order, Points};

/// A program cannot be bound to data, or cannot be evaluated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A declared variable is not in the data.
    #[error("the data have no `{name}`; the program declares it as {expected}")]
    MissingData {
        /// Its name.
        name: String,
        /// Its declared type.
        expected: String,
        /// Other variables that are missing too.
        others: Vec<String>,
    },
    /// The data hold variables that the program does not declare.
    #[error("the data hold {} that the program does not declare", quoted(names))]
    ExtraData {
        /// Their names.
        names: Vec<String>,
    },
    /// A value does not have the declared type or sizes.
    #[error("data variable `{name}`: {misfit}")]
    DataMisfit {
        /// Its name.
        name: String,
        /// What was expected and found.
        misfit: Misfit,
        /// The declaration.
        span: Span,
    },
    /// A value violates the declared constraint.
    #[error("`{name}{element}` must be {expected}, but it is {found}")]
    DataConstraint {
        /// Name of the variable.
        name: String,
        /// Which element, for example `[3]`; empty for a scalar.
        element: String,
        /// The constraint.
        expected: String,
        /// The value.
        found: String,
        /// The declaration.
        span: Span,
    },
    /// The program has no parameters, so there is nothing to infer.
    #[error("the program has no parameters, so there is no posterior to approximate")]
    NoParameters,
    /// The program cannot be run with these data.
    #[error("{}", first_message(.0))]
    Program(Vec<Diagnostic>),
    /// The program rejected.
    #[error("the program rejects: {message}")]
    Rejected {
        /// What it said.
        message: String,
        /// Where.
        span: Span,
    },
}

impl ModelError {
    /// The places in the source that it speaks of.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            ModelError::Program(diagnostics) => diagnostics.clone(),
            ModelError::DataMisfit { span, .. } | ModelError::DataConstraint { span, .. } => {
                vec![Diagnostic::error("KS0701", *span, self.to_string()).label("declared here")]
            }
            ModelError::Rejected { span, .. } => {
                vec![Diagnostic::error("KS0702", *span, self.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn first_message(diagnostics: &[Diagnostic]) -> &str {
    diagnostics
        .first()
        .map_or("the program cannot be run", |d| d.message.as_str())
}

/// A column of the output: one scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As it is written in a program: `theta[1,2]`.
    pub name: String,
    /// As CmdStan heads its columns: `theta.1.2`.
    pub csv_name: String,
    /// The block that declares it.
    pub block: Block,
}

/// How the target is evaluated.
enum Engine {
    /// As a graph, many points at once.
    Graph {
        target: Box<Target>,
        /// Parameters, then transformed parameters, each an output.
        outputs: Graph,
    },
    /// By running the program at every point, because its control flow depends on parameters. The span
    /// is that of the first such place.
    Tape(Span),
}

/// How much of the target is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    Prior,
}

/// A program bound to data.
pub struct Model {
    program: Program,
    bound: Bound,
    part: Part,
    engine: Engine,
    coordinates: Vec<String>,
    columns: Vec<Column>,
    layout: write::Layout,
    spans: Vec<Span>,
}

/// The memory of one thread that evaluates a [`Model`].
pub struct ModelWorkspace {
    target: Option<TargetWorkspace>,
    point: Vec<f64>,
}

impl Model {
    /// Binds a checked program to data. `seed` feeds the random numbers of transformed data.
    ///
    /// # Errors
    /// When the data do not fit the program, or the program has a construct that cannot be run.
    pub fn new(program: &Program, data: &Data, seed: u64) -> Result<Self, ModelError> {
        let bound = Bound::new(program, data, seed)?;
        if bound.dimension == 0 {
            return Err(ModelError::NoParameters);
        }
        Self::of_bound(program.clone(), bound, Part::All)
    }

    /// The same parameters under the prior alone: the terms of the target that do not observe data.
    ///
    /// # Errors
    /// When the program cannot be run; it was run before, so this is not expected.
    pub fn prior(&self) -> Result<Self, ModelError> {
        Self::of_bound(self.program.clone(), self.bound.clone(), Part::Prior)
    }

    fn of_bound(program: Program, bound: Bound, part: Part) -> Result<Self, ModelError> {
        let mut spans = Vec::new();
        let engine = match compile(&program, &bound, part, &mut spans) {
            Ok(engine) => engine,
            Err(Stop::ParameterBranch(span)) => Engine::Tape(span),
            Err(stop) => return Err(stop.into()),
        };
        if let Engine::Tape(_) = engine {
            // A construct that cannot be run is found now rather than at every point.
            let origin = vec![0.0; bound.dimension];
            match trace(&program, &bound, part, &origin) {
                Ok(_) | Err(Stop::Reject(..)) => {}
                Err(stop) => return Err(stop.into()),
            }
        }
        let layout = write::Layout::new(&program, &bound)?;
        Ok(Self {
            coordinates: coordinate_names(&program, &bound),
            columns: layout.columns(&program),
            layout,
            program,
            bound,
            part,
            engine,
            spans,
        })
    }

    /// The same model evaluated by the tape at every point: slow and obvious, for comparison.
    pub fn on_tape(mut self) -> Self {
        self.engine = Engine::Tape(Span::default());
        self
    }

    /// Names of the unconstrained coordinates. A coordinate that belongs to one element of a parameter
    /// has its name; those of a simplex are numbered.
    pub fn coordinates(&self) -> &[String] {
        &self.coordinates
    }

    /// The scalars that [`Model::write`] yields: parameters, transformed parameters, generated
    /// quantities, each in CmdStan's order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Where the control flow depends on a parameter, so that the program is run at every point
    /// instead of as a graph of array operations.
    pub fn runs_on_tape(&self) -> Option<Span> {
        match self.engine {
            Engine::Tape(span) => Some(span),
            Engine::Graph { .. } => None,
        }
    }

    /// What `print` said in transformed data.
    pub fn printed(&self) -> &[String] {
        &self.bound.printed
    }

    /// The number of array operations of one evaluation; none on the tape.
    pub fn operation_count(&self) -> Option<usize> {
        match &self.engine {
            Engine::Graph { target, .. } => Some(target.graph().node_count()),
            Engine::Tape(_) => None,
        }
    }

    /// Where the evaluation of a single point failed, if it did.
    pub fn failure_at(&self, point: &[f64]) -> Option<Span> {
        match &self.engine {
            Engine::Graph { target, .. } => {
                let mut arena = target.graph().arena::<1>();
                for (input, &x) in arena.inputs_mut(point.len()).iter_mut().zip(point) {
                    *input = [x];
                }
                target.graph().forward(&mut arena, false);
                let origin = arena.failures()[0]?;
                self.spans.get(origin as usize).copied()
            }
            Engine::Tape(_) => match trace(&self.program, &self.bound, self.part, point) {
                Err(Stop::Reject(_, span)) => Some(span),
                _ => None,
            },
        }
    }
}

/// Defines the parameters at the coordinates that are the builder's inputs, and runs transformed
/// parameters.
fn run_parameters(tracer: &mut Tracer<'_>, bound: &Bound) -> Lowered<()> {
    let program = tracer.program;
    let input = Array {
        operand: tracer.builder.input(),
        body: false,
    };
    for (declaration, parameter) in program.parameters.iter().zip(&bound.parameters) {
        let places = (parameter.first..parameter.first + parameter.count)
            .map(|place| place as u32)
            .collect();
        let free = tracer.gather(input, places, declaration.span)?;
        let value = tracer.constrain(declaration, parameter.shape.clone(), free)?;
        tracer.define(declaration.variable, value);
    }
    tracer.run(&program.transformed_parameters)?;
    Ok(())
}

/// The target's two parts; the likelihood is nothing where the prior alone is wanted.
fn run_target(tracer: &mut Tracer<'_>, part: Part) -> Lowered<(Operand, Operand)> {
    let program = tracer.program;
    tracer.run(&program.model)?;
    let prior = tracer.target_part(false, Span::default())?;
    let likelihood = match part {
        Part::All => tracer.target_part(true, Span::default())?,
        Part::Prior => tracer.builder.constant(&[0.0]),
    };
    Ok((prior, likelihood))
}

fn compile(program: &Program, bound: &Bound, part: Part, spans: &mut Vec<Span>) -> Lowered<Engine> {
    let mut tracer = Tracer::new(program, Builder::new(bound.dimension), Mode::Graph);
    bound.define_known(&mut tracer);
    run_parameters(&mut tracer, bound)?;
    let mut outputs = Vec::new();
    for variable in write::parameter_variables(program) {
        let span = program.variables[variable.0 as usize].span;
        let value = tracer.read(variable, span)?;
        outputs.push(tracer.reals(&value).operand);
    }
    let (prior, likelihood) = run_target(&mut tracer, part)?;
    let target = Box::new(Target::new(&tracer.builder, prior, likelihood));
    let outputs = tracer.builder.finish(&outputs);
    *spans = tracer.origins;
    Ok(Engine::Graph { target, outputs })
}

/// Runs the program at one point; the graph of what it did.
fn trace(program: &Program, bound: &Bound, part: Part, point: &[f64]) -> Lowered<Target> {
    let mut tracer = Tracer::new(program, Builder::eager(point), Mode::Sequential);
    bound.define_known(&mut tracer);
    run_parameters(&mut tracer, bound)?;
    let (prior, likelihood) = run_target(&mut tracer, part)?;
    Ok(Target::new(&tracer.builder, prior, likelihood))
}

fn coordinate_names(program: &Program, bound: &Bound) -> Vec<String> {
    let mut names = Vec::with_capacity(bound.dimension);
    for (declaration, parameter) in program.parameters.iter().zip(&bound.parameters) {
        let name = &program.variables[declaration.variable.0 as usize].name;
        if parameter.shape.is_scalar() {
            names.push(name.clone());
        } else if parameter.count == parameter.shape.size() {
            for e in 0..parameter.count {
                let indexes = element_indexes(&parameter.shape, e);
                let shown: Vec<String> = indexes.iter().map(usize::to_string).collect();
                names.push(format!("{name}[{}]", shown.join(",")));
            }
        } else {
            for e in 0..parameter.count {
                names.push(format!("{name}#{}", e + 1));
            }
        }
    }
    names
}

impl LogDensity for Model {
    type Workspace = ModelWorkspace;

    fn dimension(&self) -> usize {
        self.bound.dimension
    }

    fn workspace(&self) -> ModelWorkspace {
        ModelWorkspace {
            target: match &self.engine {
                Engine::Graph { target, .. } => Some(target.workspace()),
                Engine::Tape(_) => None,
            },
            point: Vec::new(),
        }
    }

    fn evaluate(
        &self,
        points: Points<'_>,
        order: Order,
        out: &mut Evaluation,
        workspace: &mut ModelWorkspace,
    ) {
        if let (Engine::Graph { target, .. }, Some(memory)) = (&self.engine, &mut workspace.target)
        {
            target.evaluate(points, order, out, memory);
            return;
        }
        let (dimension, lanes) = (points.dimension(), points.lanes());
        out.resize(dimension, lanes);
        let mut one = Evaluation::default();
        for lane in 0..lanes {
            workspace.point.clear();
            workspace
                .point
                .extend((0..dimension).map(|d| points.get(d, lane)));
            match trace(&self.program, &self.bound, self.part, &workspace.point) {
                Ok(target) => {
                    let point = Points::new(&workspace.point, dimension, 1);
                    target.evaluate(point, order, &mut one, &mut target.workspace());
                    out.log_density[lane] = one.log_density[0];
                    out.log_likelihood[lane] = one.log_likelihood[0];
                    if order == Order::Gradient {
                        for d in 0..dimension {
                            out.gradient[d * lanes + lane] = one.gradient[d];
                        }
                    }
                }
                Err(_) => {
                    out.log_density[lane] = f64::NEG_INFINITY;
                    out.log_likelihood[lane] = f64::NEG_INFINITY;
                }
            }
        }
    }

    fn splits_likelihood(&self) -> bool {
        true
    }
}

/// Names of the data variables that a program declares.
pub fn declared_data(program: &Program) -> impl Iterator<Item = &str> {
    program
        .data
        .iter()
        .map(|d| program.variables[d.variable.0 as usize].name.as_str())
}
