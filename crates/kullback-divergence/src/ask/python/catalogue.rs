//! The calls that are known: where they live, in which order they take their arguments, and what they
//! compute. Every row is checked against the library itself in `goldens/ask/calls.json`.

/// How an argument holds a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Probabilities or densities.
    Linear,
    /// Their logarithms.
    Log,
    /// Logarithms up to a constant.
    Logits,
    /// A distribution object.
    Object,
    /// Class indices or labels: the data.
    Labels,
}

/// What a call computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// D_KL(under ‖ reference).
    Divergence,
    /// x ln(x/y), elementwise: D_KL once it is summed.
    Elementwise,
    /// x ln(x/y) − x + y, elementwise.
    Generalised,
    /// −E_under[ln reference].
    CrossEntropy,
    /// Entropy of one argument, D_KL of two.
    EntropyOrDivergence,
    /// The square root of the Jensen–Shannon divergence.
    JensenShannonRoot,
    /// The loss of generalised knowledge distillation.
    Distillation,
    /// −ELBO of a guide.
    Elbo,
    /// The Rényi bound of a guide.
    RenyiElbo,
    /// The f-divergence named by `discrepancy_fn`, with draws of the surrogate.
    Discrepancy,
    /// The wake phase of reweighted wake-sleep.
    WakeSleep,
    /// An estimate from log probabilities of draws, named by an argument.
    Estimator,
}

/// Which side the library's own use makes the learned one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    Reference,
    Under,
    /// The call is used either way.
    Either,
}

/// A trap that comes with the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// The expectation is under the second argument.
    Order,
    /// `mean`, the default, divides by every element.
    MeanOfElements,
    /// A mean over the batch, the default.
    MeanOfBatch,
    /// The first argument must hold log probabilities.
    LogInput,
    /// The second is linear unless `log_target`.
    LogTarget,
    /// Arguments are divided by their sums without a word.
    Renormalises,
    /// Arguments are clipped to [1e-7, 1].
    Clips,
    /// The result is in bits.
    Bits,
    /// `base` sets the unit; nats otherwise.
    Base,
    /// One number per element, to be summed.
    Unsummed,
    /// Boundaries where torch answers ∞ or raises though the divergence is finite.
    Boundaries,
    /// Pairs without a formula raise NotImplementedError.
    MissingPairs,
}

/// A row.
#[derive(Debug)]
pub struct Call {
    pub path: &'static str,
    pub parameters: &'static [&'static str],
    pub meaning: Meaning,
    /// Parameter under the expectation and the other, with how they hold a distribution.
    pub under: (&'static str, Scale),
    pub reference: (&'static str, Scale),
    pub moves: Moves,
    pub traps: &'static [Trap],
    /// A class: what it computes is computed when its object is called with these parameters.
    pub called_with: Option<&'static [&'static str]>,
}

const TORCH_LOSS: &[&str] = &[
    "input",
    "target",
    "size_average",
    "reduce",
    "reduction",
    "log_target",
];
const KERAS: &[&str] = &["y_true", "y_pred"];

const fn call(
    path: &'static str,
    parameters: &'static [&'static str],
    meaning: Meaning,
    under: (&'static str, Scale),
    reference: (&'static str, Scale),
    moves: Moves,
    traps: &'static [Trap],
) -> Call {
    Call {
        path,
        parameters,
        meaning,
        under,
        reference,
        moves,
        traps,
        called_with: None,
    }
}

const fn class(call: Call, called_with: &'static [&'static str]) -> Call {
    Call {
        called_with: Some(called_with),
        ..call
    }
}

use Meaning::*;
use Scale::*;
use Trap::*;

/// First argument under the expectation, both distribution objects.
const fn objects(
    path: &'static str,
    parameters: &'static [&'static str],
    traps: &'static [Trap],
) -> Call {
    let (first, second) = match parameters {
        [first, second, ..] => (*first, *second),
        _ => ("p", "q"),
    };
    call(
        path,
        parameters,
        Divergence,
        (first, Object),
        (second, Object),
        Moves::Either,
        traps,
    )
}

/// `y_true` under the expectation.
const fn keras(path: &'static str, meaning: Meaning) -> Call {
    call(
        path,
        KERAS,
        meaning,
        ("y_true", Linear),
        ("y_pred", Linear),
        Moves::Reference,
        &[Clips],
    )
}

const fn keras_class(path: &'static str, meaning: Meaning) -> Call {
    let mut row = class(keras(path, meaning), KERAS);
    row.parameters = &["reduction", "name"];
    row.traps = &[Clips, MeanOfBatch];
    row
}

/// A loss over a guide and a model.
const fn elbo(path: &'static str, meaning: Meaning) -> Call {
    call(
        path,
        &["alpha", "num_particles"],
        meaning,
        ("guide", Object),
        ("posterior of the model", Object),
        Moves::Under,
        &[],
    )
}

/// The table.
pub const CALLS: &[Call] = &[
    call(
        "torch.nn.functional.kl_div",
        TORCH_LOSS,
        Divergence,
        ("target", Linear),
        ("input", Log),
        Moves::Reference,
        &[Order, LogInput, LogTarget, MeanOfElements],
    ),
    class(
        call(
            "torch.nn.KLDivLoss",
            &["size_average", "reduce", "reduction", "log_target"],
            Divergence,
            ("target", Linear),
            ("input", Log),
            Moves::Reference,
            &[Order, LogInput, LogTarget, MeanOfElements],
        ),
        &["input", "target"],
    ),
    objects(
        "torch.distributions.kl_divergence",
        &["p", "q"],
        &[Boundaries, MissingPairs],
    ),
    objects(
        "tensorflow_probability.distributions.kl_divergence",
        &["distribution_a", "distribution_b"],
        &[MissingPairs],
    ),
    objects(
        "numpyro.distributions.kl_divergence",
        &["p", "q"],
        &[MissingPairs],
    ),
    call(
        "optax.kl_divergence",
        &["log_predictions", "targets"],
        Divergence,
        ("targets", Linear),
        ("log_predictions", Log),
        Moves::Reference,
        &[Order, LogInput],
    ),
    call(
        "optax.kl_divergence_with_log_targets",
        &["log_predictions", "log_targets"],
        Divergence,
        ("log_targets", Log),
        ("log_predictions", Log),
        Moves::Reference,
        &[Order, LogInput],
    ),
    call(
        "optax.convex_kl_divergence",
        &["log_predictions", "targets"],
        Generalised,
        ("targets", Linear),
        ("log_predictions", Log),
        Moves::Reference,
        &[Order, LogInput],
    ),
    call(
        "optax.softmax_cross_entropy",
        &["logits", "labels"],
        CrossEntropy,
        ("labels", Linear),
        ("logits", Logits),
        Moves::Reference,
        &[Order],
    ),
    call(
        "optax.softmax_cross_entropy_with_integer_labels",
        &["logits", "labels"],
        CrossEntropy,
        ("labels", Labels),
        ("logits", Logits),
        Moves::Reference,
        &[Order],
    ),
    keras("keras.losses.kl_divergence", Divergence),
    keras("keras.losses.kullback_leibler_divergence", Divergence),
    keras("keras.losses.kld", Divergence),
    keras("keras.losses.KLD", Divergence),
    keras_class("keras.losses.KLDivergence", Divergence),
    keras("keras.losses.categorical_crossentropy", CrossEntropy),
    keras("keras.losses.binary_crossentropy", CrossEntropy),
    keras_class("keras.losses.CategoricalCrossentropy", CrossEntropy),
    keras_class("keras.losses.BinaryCrossentropy", CrossEntropy),
    call(
        "scipy.stats.entropy",
        &["pk", "qk", "base", "axis"],
        EntropyOrDivergence,
        ("pk", Linear),
        ("qk", Linear),
        Moves::Either,
        &[Renormalises, Base],
    ),
    call(
        "scipy.special.rel_entr",
        &["x", "y"],
        Elementwise,
        ("x", Linear),
        ("y", Linear),
        Moves::Either,
        &[Unsummed],
    ),
    call(
        "scipy.special.kl_div",
        &["x", "y"],
        Generalised,
        ("x", Linear),
        ("y", Linear),
        Moves::Either,
        &[Unsummed],
    ),
    call(
        "scipy.spatial.distance.jensenshannon",
        &["p", "q", "base"],
        JensenShannonRoot,
        ("p", Linear),
        ("q", Linear),
        Moves::Either,
        &[Renormalises, Base],
    ),
    objects(
        "dit.divergences.kullback_leibler_divergence",
        &["dist1", "dist2"],
        &[Bits],
    ),
    objects(
        "dit.divergences.relative_entropy",
        &["dist1", "dist2"],
        &[Bits],
    ),
    call(
        "torchmetrics.functional.kl_divergence",
        &["p", "q", "log_prob", "reduction"],
        Divergence,
        ("p", Linear),
        ("q", Linear),
        Moves::Either,
        &[Renormalises, MeanOfBatch],
    ),
    call(
        "torch.nn.functional.cross_entropy",
        &["input", "target"],
        CrossEntropy,
        ("target", Labels),
        ("input", Logits),
        Moves::Reference,
        &[Order, MeanOfBatch],
    ),
    call(
        "torch.nn.functional.nll_loss",
        &["input", "target"],
        CrossEntropy,
        ("target", Labels),
        ("input", Log),
        Moves::Reference,
        &[Order, LogInput, MeanOfBatch],
    ),
    call(
        "torch.nn.functional.binary_cross_entropy",
        &["input", "target"],
        CrossEntropy,
        ("target", Linear),
        ("input", Linear),
        Moves::Reference,
        &[Order],
    ),
    class(
        call(
            "torch.nn.CrossEntropyLoss",
            &["weight"],
            CrossEntropy,
            ("target", Labels),
            ("input", Logits),
            Moves::Reference,
            &[Order, MeanOfBatch],
        ),
        &["input", "target"],
    ),
    class(
        call(
            "torch.nn.NLLLoss",
            &["weight"],
            CrossEntropy,
            ("target", Labels),
            ("input", Log),
            Moves::Reference,
            &[Order, LogInput, MeanOfBatch],
        ),
        &["input", "target"],
    ),
    call(
        "sklearn.metrics.log_loss",
        &["y_true", "y_pred"],
        CrossEntropy,
        ("y_true", Labels),
        ("y_pred", Linear),
        Moves::Reference,
        &[MeanOfBatch],
    ),
    call(
        "tensorflow.nn.softmax_cross_entropy_with_logits",
        &["labels", "logits"],
        CrossEntropy,
        ("labels", Linear),
        ("logits", Logits),
        Moves::Reference,
        &[],
    ),
    elbo("pyro.infer.Trace_ELBO", Elbo),
    elbo("pyro.infer.JitTrace_ELBO", Elbo),
    elbo("pyro.infer.TraceGraph_ELBO", Elbo),
    elbo("pyro.infer.TraceEnum_ELBO", Elbo),
    elbo("pyro.infer.TraceMeanField_ELBO", Elbo),
    elbo("pyro.infer.RenyiELBO", RenyiElbo),
    elbo("pyro.infer.ReweightedWakeSleep", WakeSleep),
    elbo("numpyro.infer.Trace_ELBO", Elbo),
    elbo("numpyro.infer.TraceGraph_ELBO", Elbo),
    elbo("numpyro.infer.TraceEnum_ELBO", Elbo),
    elbo("numpyro.infer.TraceMeanField_ELBO", Elbo),
    elbo("numpyro.infer.RenyiELBO", RenyiElbo),
    call(
        "tensorflow_probability.vi.monte_carlo_variational_loss",
        &["target_log_prob_fn", "surrogate_posterior"],
        Discrepancy,
        ("surrogate_posterior", Object),
        ("target_log_prob_fn", Object),
        Moves::Under,
        &[],
    ),
    call(
        "tensorflow_probability.vi.fit_surrogate_posterior",
        &["target_log_prob_fn", "surrogate_posterior"],
        Discrepancy,
        ("surrogate_posterior", Object),
        ("target_log_prob_fn", Object),
        Moves::Under,
        &[],
    ),
    call(
        "trl.GKDTrainer.generalized_jsd_loss",
        &["student_logits", "teacher_logits"],
        Distillation,
        ("teacher_logits", Logits),
        ("student_logits", Logits),
        Moves::Reference,
        &[],
    ),
    call(
        "verl.trainer.ppo.core_algos.kl_penalty",
        &["logprob", "ref_logprob", "kl_penalty"],
        Estimator,
        ("logprob", Log),
        ("ref_logprob", Log),
        Moves::Under,
        &[],
    ),
    call(
        "openrlhf.models.utils.compute_approx_kl",
        &["log_probs", "log_probs_base", "kl_estimator"],
        Estimator,
        ("log_probs", Log),
        ("log_probs_base", Log),
        Moves::Under,
        &[],
    ),
];

/// Other names of the same places: a prefix and what it is read as.
pub const SAME: &[(&str, &str)] = &[
    (
        "tensorflow_probability.substrates.jax.",
        "tensorflow_probability.",
    ),
    (
        "tensorflow_probability.substrates.numpy.",
        "tensorflow_probability.",
    ),
    ("tensorflow_probability.python.", "tensorflow_probability."),
    ("tensorflow.keras.", "keras."),
    ("tensorflow.python.keras.", "keras."),
    ("tf_keras.", "keras."),
    ("keras.metrics.kl_divergence", "keras.losses.kl_divergence"),
    ("keras.metrics.kld", "keras.losses.kld"),
    ("torch.distributions.kl.", "torch.distributions."),
    ("numpyro.distributions.kl.", "numpyro.distributions."),
    ("numpyro.infer.elbo.", "numpyro.infer."),
    ("optax.losses.", "optax."),
    ("jax.scipy.", "scipy."),
    ("cupyx.scipy.", "scipy."),
    ("torch.nn.modules.loss.", "torch.nn."),
    ("torch.nn.modules.", "torch.nn."),
    (
        "torchmetrics.functional.regression.",
        "torchmetrics.functional.",
    ),
    ("trl.trainer.gkd_trainer.", "trl."),
    ("trl.experimental.gkd.", "trl."),
];

/// Customary names of modules, for a line without its imports.
pub const CUSTOMARY: &[(&str, &str)] = &[
    ("F", "torch.nn.functional"),
    ("nn", "torch.nn"),
    ("torch", "torch"),
    ("scipy", "scipy"),
    ("stats", "scipy.stats"),
    ("special", "scipy.special"),
    ("distance", "scipy.spatial.distance"),
    ("optax", "optax"),
    ("keras", "keras"),
    ("tf", "tensorflow"),
    ("tfp", "tensorflow_probability"),
    ("tfd", "tensorflow_probability.distributions"),
    ("jax", "jax"),
    ("jsp", "jax.scipy"),
    ("pyro", "pyro"),
    ("numpyro", "numpyro"),
    ("dit", "dit"),
    ("distrax", "distrax"),
    ("sklearn", "sklearn"),
    ("torchmetrics", "torchmetrics"),
    ("trl", "trl"),
    ("verl", "verl"),
    ("openrlhf", "openrlhf"),
    ("core_algos", "verl.trainer.ppo.core_algos"),
    ("GKDTrainer", "trl.GKDTrainer"),
];

/// Names that by themselves mean one thing only, whichever library they are from.
pub const DISTINCT: &[(&str, &str)] = &[
    ("rel_entr", "scipy.special.rel_entr"),
    ("KLDivLoss", "torch.nn.KLDivLoss"),
    ("jensenshannon", "scipy.spatial.distance.jensenshannon"),
    ("Trace_ELBO", "pyro.infer.Trace_ELBO"),
    ("TraceMeanField_ELBO", "pyro.infer.TraceMeanField_ELBO"),
    ("TraceGraph_ELBO", "pyro.infer.TraceGraph_ELBO"),
    ("TraceEnum_ELBO", "pyro.infer.TraceEnum_ELBO"),
    (
        "generalized_jsd_loss",
        "trl.GKDTrainer.generalized_jsd_loss",
    ),
    (
        "compute_approx_kl",
        "openrlhf.models.utils.compute_approx_kl",
    ),
];

/// Names that several libraries give to different things.
pub const SHARED: &[&str] = &[
    "kl_div",
    "kl_divergence",
    "entropy",
    "cross_entropy",
    "kl_penalty",
    "KLDivergence",
    "kld",
    "RenyiELBO",
];

/// The row of a full path.
pub fn find(path: &str) -> Option<&'static Call> {
    let mut path = path.to_owned();
    for (from, to) in SAME {
        if let Some(rest) = path.strip_prefix(from) {
            path = format!("{to}{rest}");
        }
    }
    CALLS.iter().find(|call| call.path == path)
}
