//! The answers of the known calls.

use super::arguments::Argument;
use super::catalogue::Scale;
use crate::ask::answer::{Answer, Forces, LearnedFrom, Refusal, Sampleable};
use crate::ask::behaviour::{self, Behaviour, Pursuit};
use crate::ask::learned::Who;

/// The two distributions of a call.
pub struct Sides {
    pub under: Argument,
    pub reference: Argument,
    pub under_scale: Scale,
    pub reference_scale: Scale,
}

/// Which side is learned, and how that is known.
pub type Learned = (Who, Option<LearnedFrom>);

/// An argument as a distribution.
fn law(argument: &Argument, scale: Scale) -> String {
    match scale {
        Scale::Log => match &argument.inside {
            Some(inside) => inside.clone(),
            None => format!("exp({})", argument.text),
        },
        Scale::Logits => format!("softmax({})", argument.text),
        Scale::Linear | Scale::Object | Scale::Labels => argument.text.clone(),
    }
}

/// Its logarithm.
fn log_law(argument: &Argument, scale: Scale) -> String {
    match scale {
        Scale::Log => match &argument.inside {
            Some(inside) => format!("ln {inside}"),
            None => argument.text.clone(),
        },
        Scale::Logits => format!("log_softmax({})", argument.text),
        _ => format!("ln {}", argument.text),
    }
}

fn laws(sides: &Sides) -> (String, String) {
    (
        law(&sides.under, sides.under_scale),
        law(&sides.reference, sides.reference_scale),
    )
}

pub fn assemble(
    canonical: String,
    under: String,
    reference: Option<String>,
    behaviour: Behaviour,
    (who, from): Learned,
    sampling: (Sampleable, String),
) -> Answer {
    let learned = match who {
        Who::Under => Some(under.clone()),
        Who::Reference => reference.clone(),
        Who::Both | Who::Unknown => None,
    };
    let mut answer = Answer {
        canonical,
        expectation_under: under,
        reference,
        sampleable: sampling.0,
        sampling: sampling.1,
        learned,
        learned_from: from,
        forces: behaviour.forces.unwrap_or(Forces::Depends),
        behaviour: behaviour.text,
        conditions: behaviour.conditions,
        gradient: behaviour.gradient,
        warnings: Vec::new(),
    };
    if answer.learned.is_none() {
        answer.warn(
            "learned_unstated",
            "the code does not say which distribution is learned: add --learn NAME",
        );
    } else if from == Some(LearnedFrom::Convention)
        && let Some(name) = answer.learned.clone()
    {
        answer.warn(
            "learned_assumed",
            format!("{name} is taken to be the one that is learned, by convention; --learn says otherwise"),
        );
    }
    answer
}

fn no_draws() -> (Sampleable, String) {
    (
        Sampleable::NotNeeded,
        "no draws are needed: the expectation is a sum over categories, or a formula".to_owned(),
    )
}

/// The gradient of an exact divergence.
fn exact_gradient(under: &str, reference: &str, differentiable: bool) -> String {
    if differentiable {
        format!(
            "descends D_KL({under} ‖ {reference}) itself: the expectation is a sum over categories or a \
             formula, so there is no estimator to go wrong"
        )
    } else {
        format!(
            "none: the library gives a number, not a gradient; an optimiser that varies an argument \
             descends D_KL({under} ‖ {reference})"
        )
    }
}

/// D_KL(under ‖ reference), computed exactly.
pub fn divergence(sides: &Sides, learned: Learned, differentiable: bool) -> Answer {
    let (under, reference) = laws(sides);
    let canonical = format!(
        "D_KL({under} ‖ {reference}) = E_{{x~{under}}}[{} − {}]",
        log_law(&sides.under, sides.under_scale),
        log_law(&sides.reference, sides.reference_scale)
    );
    let mut behaviour = behaviour::divergence(&under, &reference, learned.0, Pursuit::Descend);
    // Nothing is drawn, so what draws do not reach is not left out.
    behaviour.conditions.truncate(2);
    behaviour.gradient = exact_gradient(&under, &reference, differentiable);
    let mut answer = assemble(
        canonical,
        under.clone(),
        Some(reference.clone()),
        behaviour,
        learned,
        no_draws(),
    );
    answer.warn(
        "support",
        format!("infinite as soon as {under} has mass where {reference} has none"),
    );
    answer
}

/// Σ x ln(x/y) − x + y.
pub fn generalise(answer: &mut Answer, sides: &Sides) {
    let (under, reference) = laws(sides);
    answer.canonical = format!(
        "Σ {under}·(ln {under} − ln {reference}) − {under} + {reference}, which is D_KL({under} ‖ {reference}) = \
         E_{{x~{under}}}[ln {under} − ln {reference}] once summed over distributions that add up to 1"
    );
    answer.warn(
        "generalised",
        "every element has −x+y added: the elements are not those of rel_entr, and the sum is D_KL only \
         if both arguments add up to the same",
    );
}

/// The entropy of one argument.
pub fn entropy(of: &Argument) -> Answer {
    let name = of.text.clone();
    let behaviour = behaviour::entropy(&name, Pursuit::Unstated);
    let mut answer = assemble(
        format!("H({name}) = −E_{{x~{name}}}[ln {name}]"),
        name.clone(),
        None,
        behaviour,
        (Who::Under, Some(LearnedFrom::Text)),
        no_draws(),
    );
    answer.warn(
        "entropy",
        "with one argument this is the entropy, not a divergence; D_KL needs qk",
    );
    answer
}

/// −E_under[ln reference].
pub fn cross_entropy(sides: &Sides, learned: Learned) -> Answer {
    let (under, reference) = laws(sides);
    let canonical = format!(
        "H({under}) + D_KL({under} ‖ {reference}) = −E_{{x~{under}}}[{}]",
        log_law(&sides.reference, sides.reference_scale)
    );
    let behaviour = behaviour::cross_entropy(&under, &reference, learned.0, Pursuit::Descend);
    let sampling = (
        Sampleable::Yes,
        format!("{under} holds the data, or a distribution over classes: nothing has to be drawn"),
    );
    let mut answer = assemble(
        canonical,
        under.clone(),
        Some(reference),
        behaviour,
        learned,
        sampling,
    );
    answer.warn(
        "constant",
        format!("its minimum is the entropy of {under}, not 0"),
    );
    answer
}

/// √JS.
pub fn jensen_shannon_root(sides: &Sides, learned: Learned) -> Answer {
    let (a, b) = laws(sides);
    let mut behaviour =
        behaviour::between("the Jensen-Shannon divergence", &a, &b, Pursuit::Descend);
    behaviour.gradient =
        "none: the library gives a number, not a gradient; near equality the root has no derivative"
            .to_owned();
    let mut answer = assemble(
        format!("√JS({a}, {b}) = √(½·D_KL({a} ‖ m) + ½·D_KL({b} ‖ m)), m = ½·{a} + ½·{b}"),
        format!("{a} and {b}"),
        Some("m".to_owned()),
        behaviour,
        (Who::Unknown, learned.1),
        no_draws(),
    );
    answer.learned = match learned.0 {
        Who::Under => Some(a),
        Who::Reference => Some(b),
        _ => None,
    };
    answer.warn(
        "root",
        "the square root of the divergence (a distance); square it for the divergence",
    );
    answer
}

/// GKD's loss: β = 0 and β = 1 are the two directions; what lies between changed with TRL's versions.
pub fn distillation(sides: &Sides, beta: Option<Result<f64, ()>>) -> Result<Answer, Refusal> {
    let flip = Sides {
        under: sides.reference.clone(),
        reference: sides.under.clone(),
        under_scale: sides.reference_scale,
        reference_scale: sides.under_scale,
    };
    let convention = Some(LearnedFrom::Convention);
    match beta {
        Some(Ok(0.0)) => Ok(divergence(sides, (Who::Reference, convention), true)),
        Some(Ok(1.0)) => Ok(divergence(&flip, (Who::Under, convention), true)),
        None | Some(Ok(_)) => Err(Refusal::ambiguous(
            "with beta between 0 and 1 the formula depends on the version of TRL, and in later ones \
             tends to 0 at both ends",
            "beta=0.0 is D_KL(teacher ‖ student), beta=1.0 is D_KL(student ‖ teacher)",
        )),
        Some(Err(())) => Err(Refusal::ambiguous(
            "the direction depends on beta, and its value is not in the call",
            "write beta=0.0 for D_KL(teacher ‖ student), beta=1.0 for D_KL(student ‖ teacher)",
        )),
    }
}

fn guide_answer(canonical: String, behaviour: Behaviour, reference: &str) -> Answer {
    let mut answer = assemble(
        canonical,
        "guide".to_owned(),
        Some(reference.to_owned()),
        behaviour,
        (Who::Under, Some(LearnedFrom::Text)),
        (
            Sampleable::Yes,
            "the guide is the approximation, designed to be sampled and scored".to_owned(),
        ),
    );
    answer.warn(
        "constant",
        "the value is a bound on −ln p(x), not a divergence: its minimum is not 0",
    );
    answer
}

/// −ELBO of a guide.
pub fn elbo(path: &str) -> Answer {
    let posterior = "posterior of the model";
    let mut found = behaviour::divergence("guide", posterior, Who::Under, Pursuit::Descend);
    found.gradient =
        "descends −ELBO, that is D_KL(guide ‖ posterior), without bias: through reparameterised \
                      sites by the path of the draw, through others by the score function"
            .to_owned();
    if path.ends_with("TraceEnum_ELBO") {
        found
            .gradient
            .push_str("; enumerated discrete sites are summed exactly");
    }
    if path.ends_with("TraceMeanField_ELBO") {
        found
            .gradient
            .push_str("; KL terms with a formula are exact");
    }
    let mut answer = guide_answer(
        "D_KL(guide ‖ posterior of the model) − ln p(x) = E_{z~guide}[ln guide(z) − ln p(x,z)] = −ELBO".to_owned(),
        found,
        posterior,
    );
    answer.warn(
        "support",
        "infinite as soon as the guide has mass where the posterior has none",
    );
    answer
}

/// The Rényi bound of a guide.
pub fn renyi_elbo(alpha: Option<Result<f64, ()>>) -> Result<Answer, Refusal> {
    let alpha = match alpha {
        None => 0.0,
        Some(Ok(alpha)) if alpha != 1.0 => alpha,
        _ => {
            return Err(Refusal::ambiguous(
                "what a Rényi bound forces depends on alpha, and its value is not in the call",
                "write alpha as a number other than 1",
            ));
        }
    };
    let posterior = "posterior of the model";
    let mut found = if alpha > 1.0 {
        behaviour::divergence("guide", posterior, Who::Under, Pursuit::Descend)
    } else {
        behaviour::between(
            &format!("the Rényi divergence of order {alpha}"),
            "guide",
            posterior,
            Pursuit::Descend,
        )
    };
    found.gradient = format!(
        "descends the bound of its own number of particles, not R_{alpha} itself: with one particle it is that of \
         D_KL(guide ‖ posterior), with more it leans away from it"
    );
    Ok(guide_answer(
        format!(
            "R_{alpha}(guide ‖ posterior of the model) − ln p(x) = −1/(1 − {alpha})·ln E_{{z~guide}}[(p(x,z)/guide(z))^(1 − {alpha})]"
        ),
        found,
        posterior,
    ))
}

/// The wake phase of reweighted wake-sleep.
pub fn wake_sleep() -> Answer {
    let posterior = "posterior of the model";
    let mut found = behaviour::divergence(posterior, "guide", Who::Reference, Pursuit::Descend);
    found.gradient = "descends an estimate of D_KL(posterior ‖ guide) with self-normalised weights of draws of the guide: \
                      biased by O(1/particles), and blind where the guide draws nothing"
        .to_owned();
    let mut answer = assemble(
        "D_KL(posterior of the model ‖ guide) = E_{z~posterior}[ln p(z|x) − ln guide(z)]".to_owned(),
        posterior.to_owned(),
        Some("guide".to_owned()),
        found,
        (Who::Reference, Some(LearnedFrom::Text)),
        (
            Sampleable::No,
            "the posterior is not sampled: draws of the guide are weighted, or the model is dreamt from".to_owned(),
        ),
    );
    answer.warn(
        "not_sampleable",
        "the expectation is under the posterior, by importance weights of the guide",
    );
    answer
}

/// A Monte Carlo divergence of TFP.
pub fn discrepancy(sides: &Sides, name: Option<&str>) -> Result<Answer, Refusal> {
    let (surrogate, target) = (sides.under.text.clone(), sides.reference.text.clone());
    let target = format!("exp({target})/Z");
    let last = name.map(|n| n.rsplit('.').next().unwrap_or(n));
    match last {
        None | Some("kl_reverse") => {
            let mut found =
                behaviour::divergence(&surrogate, &target, Who::Under, Pursuit::Descend);
            found.gradient = format!(
                "descends D_KL({surrogate} ‖ {target}): reparameterised by default, by the score function if so told"
            );
            let mut answer = assemble(
                format!(
                    "D_KL({surrogate} ‖ {target}) − ln Z = E_{{z~{surrogate}}}[ln {surrogate} − {}]",
                    sides.reference.text
                ),
                surrogate.clone(),
                Some(target),
                found,
                (Who::Under, Some(LearnedFrom::Text)),
                (
                    Sampleable::Yes,
                    format!("{surrogate} is the approximation, designed to be sampled and scored"),
                ),
            );
            answer.warn("constant", "its minimum is −ln Z, not 0");
            Ok(answer)
        }
        Some("kl_forward") => {
            let mut found =
                behaviour::divergence(&target, &surrogate, Who::Reference, Pursuit::Descend);
            found.gradient = format!(
                "descends Z·D_KL({target} ‖ {surrogate}) estimated with importance weights of draws of {surrogate}: \
                 noisy, and blind where {surrogate} draws nothing"
            );
            let mut answer = assemble(
                format!(
                    "D_KL({target} ‖ {surrogate}) = E_{{z~{target}}}[ln target − ln {surrogate}], by importance weights under {surrogate}"
                ),
                target.clone(),
                Some(surrogate.clone()),
                found,
                (Who::Reference, Some(LearnedFrom::Text)),
                (
                    Sampleable::No,
                    format!("{target} is not sampled: draws of {surrogate} are weighted"),
                ),
            );
            answer.warn(
                "not_sampleable",
                "the expectation is under the target, by importance weights",
            );
            Ok(answer)
        }
        Some(other) => Err(Refusal::unsupported(
            format!("the discrepancy {other} is not known here"),
            "tfp.vi.kl_reverse and tfp.vi.kl_forward are",
        )),
    }
}
