//! What a divergence forces on what is learned, when it does not, and what its gradient descends.
//!
//! Gradients of the sample estimators: Tang & Munos (arXiv 2506.09477). The two-mode threshold: a
//! normal fitted to ½N(−d,s) + ½N(d,s) prefers one mode from d ≈ 2.8 s.

use super::answer::Forces;
use super::learned::Who;

/// What is done with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pursuit {
    Descend,
    Ascend,
    Unstated,
}

/// Both questions' second half.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    pub forces: Option<Forces>,
    pub text: String,
    pub conditions: Vec<String>,
    pub gradient: String,
}

/// The conditions under which a direction forces nothing.
fn conditions(learned: &str, target: &str, seeking: bool) -> Vec<String> {
    let mut list = vec![
        format!(
            "nothing is forced if the family of {learned} contains {target}: both directions then \
             have their minimum where the two are equal"
        ),
        "two equal normal modes at -d and +d, each with sd s, are covered by a normal fitted in \
         either direction while d is below about 2.8 s (2.8 sd)"
            .to_owned(),
    ];
    list.push(if seeking {
        "which mode it finds depends on the start, and covering several can stay a local minimum: \
         use several starts"
            .to_owned()
    } else {
        format!(
            "what is covered is what the draws show: a part of {target} that no draw reaches \
             contributes nothing"
        )
    });
    list
}

/// D_KL(under ‖ reference).
pub fn divergence(under: &str, reference: &str, who: Who, pursuit: Pursuit) -> Behaviour {
    match pursuit {
        Pursuit::Descend => descending(under, reference, who),
        Pursuit::Ascend => ascending(under, reference),
        Pursuit::Unstated => {
            let inner = descending(under, reference, who);
            Behaviour {
                forces: Some(Forces::Depends),
                text: format!(
                    "the text is a negative divergence and does not say what is done with it. \
                     Maximised: {}. Minimised: {under} and {reference} are driven apart without \
                     bound. Write max or min before it",
                    inner.text
                ),
                ..inner
            }
        }
    }
}

fn descending(under: &str, reference: &str, who: Who) -> Behaviour {
    let seeking = format!(
        "mode-seeking (zero-forcing): {under} is penalised for mass where {reference} has little, \
         and not for missing parts of {reference}; a family too small for {reference} sits in one \
         mode or under-reports its spread"
    );
    let covering = format!(
        "mass-covering (zero-avoiding): {reference} is penalised for being small anywhere {under} \
         has mass; a family too small for {under} spreads over all of it, valleys between modes \
         included"
    );
    let of_under = format!(
        "descends D_KL({under} ‖ {reference}) when draws of {under} are reparameterised and \
         differentiated through, or when the score function weighted by the detached \
         ln({under}/{reference}) is used. With draws held constant, ln({under}/{reference}) (k1) has \
         a gradient of mean zero and descends nothing; half its square (k2) has this gradient; \
         {reference}/{under} - 1 - ln({reference}/{under}) (k3) has that of the other direction, \
         D_KL({reference} ‖ {under})"
    );
    let of_reference = format!(
        "descends D_KL({under} ‖ {reference}): draws of {under} do not depend on what is learned, so \
         the gradient is -E_{{{under}}}[∇ ln {reference}], that of maximum likelihood on draws of \
         {under}"
    );
    match who {
        Who::Under => Behaviour {
            forces: Some(Forces::ModeSeeking),
            text: seeking,
            conditions: conditions(under, reference, true),
            gradient: of_under,
        },
        Who::Reference => Behaviour {
            forces: Some(Forces::MassCovering),
            text: covering,
            conditions: conditions(reference, under, false),
            gradient: of_reference,
        },
        Who::Both => Behaviour {
            forces: Some(Forces::Depends),
            text: format!(
                "both sides are learned. For {under}: {seeking}. For {reference}: {covering}"
            ),
            conditions: conditions(under, reference, true),
            gradient: format!("for {under}: {of_under}. For {reference}: {of_reference}"),
        },
        Who::Unknown => Behaviour {
            forces: Some(Forces::Depends),
            text: format!(
                "it depends on which is learned. If {under}: {seeking}. If {reference}: {covering}"
            ),
            conditions: vec![format!("say --learn {under} or --learn {reference}")],
            gradient: format!("if {under} is learned: {of_under}. If {reference}: {of_reference}"),
        },
    }
}

fn ascending(under: &str, reference: &str) -> Behaviour {
    Behaviour {
        forces: Some(Forces::Repels),
        text: format!(
            "drives {under} and {reference} apart: the divergence is pushed up and has no upper bound"
        ),
        conditions: vec!["unless another term of the loss holds them together".to_owned()],
        gradient: format!("ascends D_KL({under} ‖ {reference})"),
    }
}

/// −E_under[ln of] with both over the same variables.
pub fn cross_entropy(under: &str, of: &str, who: Who, pursuit: Pursuit) -> Behaviour {
    let collapse = format!(
        "{under} collapses onto the point where {of} is largest: the entropy of {under}, which would \
         hold it open, is not in the objective"
    );
    let likelihood = format!(
        "the same as D_KL({under} ‖ {of}), the entropy of {under} being a constant: maximum \
         likelihood"
    );
    let mut behaviour = divergence(under, of, who, pursuit);
    match (pursuit, who) {
        (Pursuit::Descend, Who::Reference) => {
            behaviour.text = format!("{}; {likelihood}", behaviour.text);
        }
        (Pursuit::Descend, Who::Under) => {
            behaviour.forces = Some(Forces::Collapse);
            behaviour.text = collapse;
            behaviour.conditions = vec![format!(
                "with the entropy added, E_{under}[ln {under} - ln {of}], it is D_KL({under} ‖ {of})"
            )];
            behaviour.gradient = format!(
                "descends -E_{{{under}}}[ln {of}] when draws are reparameterised or the score function \
                 is used; with draws held constant it does not move {under} at all"
            );
        }
        (Pursuit::Descend, _) => {
            behaviour.forces = Some(Forces::Depends);
            behaviour.text = format!(
                "it depends on which is learned. If {of}: mass-covering (zero-avoiding); \
                 {likelihood}. If {under}: {collapse}"
            );
            behaviour.gradient = format!(
                "if {of} is learned: descends D_KL({under} ‖ {of}). If {under}: descends the \
                 cross-entropy, which is not a divergence in {under}"
            );
        }
        (Pursuit::Ascend, _) => {
            behaviour.text = format!(
                "drives {of} away from where {under} has mass: a log likelihood is pushed down and \
                 has no lower bound"
            );
            behaviour.gradient = format!("ascends -E_{{{under}}}[ln {of}]");
        }
        (Pursuit::Unstated, _) => {}
    }
    behaviour
}

/// E_of[ln of].
pub fn entropy(of: &str, pursuit: Pursuit) -> Behaviour {
    let (text, gradient) = match pursuit {
        Pursuit::Descend => (
            format!("raises the entropy of {of}: it spreads, whatever the data"),
            "descends the negative entropy",
        ),
        Pursuit::Ascend => (
            format!("lowers the entropy of {of}: it collapses on a point"),
            "descends the entropy",
        ),
        Pursuit::Unstated => (
            format!(
                "the text does not say what is done with it. Maximised, {of} spreads; minimised, it \
                 collapses on a point. Write max or min before it"
            ),
            "follows the entropy",
        ),
    };
    Behaviour {
        forces: Some(match pursuit {
            Pursuit::Unstated => Forces::Depends,
            Pursuit::Ascend => Forces::Collapse,
            Pursuit::Descend => Forces::Entropy,
        }),
        text,
        conditions: vec![
            "no target is in it: it is a regulariser, not an approximation".to_owned(),
        ],
        gradient: format!(
            "{gradient}, when draws of {of} are reparameterised or the score function is used; with \
             draws held constant the gradient of ln {of} has mean zero"
        ),
    }
}

/// Both directions at once, and the families between them.
pub fn between(name: &str, a: &str, b: &str, pursuit: Pursuit) -> Behaviour {
    match pursuit {
        Pursuit::Descend => Behaviour {
            forces: Some(Forces::Between),
            text: format!(
                "between mode-seeking and mass-covering: {name} weighs mass of {a} where {b} is small \
                 and mass of {b} where {a} is small"
            ),
            conditions: vec![
                format!("nothing is forced if the family of one contains the other, of {a} and {b}"),
                "two equal normal modes at -d and +d, each with sd s, are covered by a normal fitted in \
                 either direction while d is below about 2.8 s (2.8 sd)"
                    .to_owned(),
            ],
            gradient: format!(
                "descends {name} only if the draws of the side that is learned are reparameterised or \
                 weighted by the score function; draws of the fixed side need neither"
            ),
        },
        Pursuit::Ascend => Behaviour {
            forces: Some(Forces::Repels),
            text: format!("drives {a} and {b} apart"),
            conditions: Vec::new(),
            gradient: format!("ascends {name}"),
        },
        Pursuit::Unstated => Behaviour {
            forces: Some(Forces::Depends),
            text: format!(
                "the text is negative and does not say what is done with it. Maximised, {a} and {b} are \
                 brought together, between mode-seeking and mass-covering; minimised, they are driven \
                 apart. Write max or min before it"
            ),
            conditions: Vec::new(),
            gradient: format!("follows {name}"),
        },
    }
}
