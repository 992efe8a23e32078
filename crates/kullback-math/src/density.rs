//! The contract between models and inference: a log density evaluated at a batch of points.

/// A batch of points in R^D, stored coordinate by coordinate with the lanes contiguous:
/// coordinate `d` of lane `l` is `values[d * lanes + l]`.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    values: &'a [f64],
    dimension: usize,
    lanes: usize,
}

impl<'a> Points<'a> {
    /// Views `values` as `dimension` rows of `lanes` contiguous numbers.
    ///
    /// # Panics
    /// When `values.len() != dimension * lanes`: that is a mistake in the caller, not in its input.
    pub fn new(values: &'a [f64], dimension: usize, lanes: usize) -> Self {
        assert_eq!(
            values.len(),
            dimension * lanes,
            "points need dimension × lanes values"
        );
        Self {
            values,
            dimension,
            lanes,
        }
    }

    /// D, the number of coordinates.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// L, the number of points.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// All values, `dimension × lanes`, lanes contiguous.
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// Coordinate `d` of every lane.
    pub fn coordinate(&self, d: usize) -> &'a [f64] {
        &self.values[d * self.lanes..(d + 1) * self.lanes]
    }

    /// Coordinate `d` of lane `lane`.
    pub fn get(&self, d: usize, lane: usize) -> f64 {
        self.values[d * self.lanes + lane]
    }
}

/// How much of an evaluation is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The log density alone.
    Value,
    /// The log density and its gradient.
    Gradient,
}

/// What an evaluation fills: one log density per lane and, on request, the gradient.
///
/// A lane that cannot be evaluated (a Cholesky factor of a matrix that is not positive definite,
/// a `reject`, an overflow) has the log density −∞ or NaN; its gradient then means nothing. The
/// other lanes stand.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Log density of each lane, in nats; L values.
    pub log_density: Vec<f64>,
    /// The part of the log density that reads data (the log likelihood), in nats; L values. Zero
    /// throughout when [`LogDensity::splits_likelihood`] is false.
    pub log_likelihood: Vec<f64>,
    /// Gradient of the log density, D × L with lanes contiguous. Untouched for [`Order::Value`].
    pub gradient: Vec<f64>,
}

impl Evaluation {
    /// Makes room for `lanes` points in `dimension` coordinates. Allocates only when it must grow.
    pub fn resize(&mut self, dimension: usize, lanes: usize) {
        self.log_density.resize(lanes, 0.0);
        self.log_likelihood.resize(lanes, 0.0);
        self.gradient.resize(dimension * lanes, 0.0);
    }

    /// Whether lane `lane` has a finite log density.
    pub fn is_finite(&self, lane: usize) -> bool {
        self.log_density[lane].is_finite()
    }
}

/// A log density over R^D (unconstrained, Jacobians included), evaluated at a batch of points.
pub trait LogDensity: Sync {
    /// The memory one thread needs to evaluate; made once, reused for every evaluation.
    type Workspace: Send;

    /// D, the number of unconstrained coordinates.
    fn dimension(&self) -> usize;

    /// Allocates the memory for evaluations on one thread.
    fn workspace(&self) -> Self::Workspace;

    /// Evaluates every lane of `points` into `out`, which it resizes to fit. Allocates nothing
    /// after the first call with a given number of lanes. The result of a lane depends on that
    /// lane's point alone, to the last bit, whatever the other lanes hold.
    fn evaluate(
        &self,
        points: Points<'_>,
        order: Order,
        out: &mut Evaluation,
        workspace: &mut Self::Workspace,
    );

    /// Whether [`Evaluation::log_likelihood`] is filled, so that the two splits of the free energy
    /// can be told apart.
    fn splits_likelihood(&self) -> bool {
        false
    }
}
