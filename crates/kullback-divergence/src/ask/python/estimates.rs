//! The answers of sample estimators, as losses and as rewards.

use super::losses::{Learned, Sides, assemble};
use crate::ask::answer::{Answer, Forces, Refusal, Sampleable};
use crate::ask::behaviour::Behaviour;
use crate::ask::learned::Who;

/// A sample estimator of D_KL(s ‖ t) on draws of s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    K1,
    K2,
    K3,
}

/// An estimator that is named by a string.
pub fn estimator_named(sides: &Sides, name: &str, learned: Learned) -> Result<Answer, Refusal> {
    let (s, t) = (&sides.under.text, &sides.reference.text);
    let kind = match name {
        "kl" | "k1" => Estimator::K1,
        "mse" | "k2" => Estimator::K2,
        "low_var_kl" | "k3" => Estimator::K3,
        "k3+" | "low_var_kl+" => {
            let mut answer = estimator(Estimator::K2, s, t, learned);
            answer.warn(
                "straight_through",
                "the value is that of k3, the gradient that of k2",
            );
            return Ok(answer);
        }
        _ => {
            return Err(Refusal::unsupported(
                format!("the estimator \"{name}\" is not a known estimate of a KL divergence"),
                "k1, k2 and k3 are known",
            ));
        }
    };
    Ok(estimator(kind, s, t, learned))
}

/// An estimate of D_KL(s ‖ t) from draws of s, as a loss that is differentiated on those draws.
pub fn estimator(kind: Estimator, s: &str, t: &str, learned: Learned) -> Answer {
    let (name, formula) = match kind {
        Estimator::K1 => ("k1", "ln s − ln t"),
        Estimator::K2 => ("k2", "½·(ln s − ln t)²"),
        Estimator::K3 => ("k3", "t/s − 1 − ln(t/s)"),
    };
    let canonical = format!(
        "D_KL(s ‖ t) = E_{{x~s}}[ln s − ln t], estimated on draws of s by {name} = {formula}, with ln s = {s}, ln t = {t}"
    );
    let pathwise = "as a loss, on draws that are held constant";
    let (forces, text, gradient) = match (kind, learned.0) {
        (Estimator::K1, Who::Under) => (
            Forces::Nothing,
            format!("{pathwise}: nothing, its gradient has mean zero. In the reward, detached: mode-seeking (zero-forcing), the right gradient of D_KL(s ‖ t)"),
            "as a loss it descends nothing: E_s[∇ ln s] = 0. In the reward (score function, detached) it descends D_KL(s ‖ t)".to_owned(),
        ),
        (Estimator::K2, Who::Under) => (
            Forces::ModeSeeking,
            format!("{pathwise}: mode-seeking (zero-forcing), s is penalised for mass where t has little"),
            "as a loss it descends D_KL(s ‖ t) exactly in expectation, though its value is biased. In the reward it does not".to_owned(),
        ),
        (Estimator::K3, Who::Under) => (
            Forces::MassCovering,
            format!("{pathwise}: mass-covering (zero-avoiding), because the gradient is that of the other direction, D_KL(t ‖ s); the value estimates D_KL(s ‖ t)"),
            "as a loss it descends D_KL(t ‖ s), the other direction than its value. In the reward it is the gradient of neither direction".to_owned(),
        ),
        (Estimator::K1 | Estimator::K3, Who::Reference) => (
            Forces::MassCovering,
            "mass-covering (zero-avoiding): t is penalised for being small where s, the law of the draws, has mass".to_owned(),
            "descends D_KL(s ‖ t): the draws do not depend on t".to_owned(),
        ),
        (Estimator::K2, Who::Reference) => (
            Forces::Depends,
            "neither direction: it pulls ln t towards ln s on draws of s, and agrees with both only when the two are close".to_owned(),
            "descends ½·E_s[(ln s − ln t)²] itself, the gradient of neither direction".to_owned(),
        ),
        _ => (
            Forces::Depends,
            format!("it depends on which is learned. If s, the law of the draws: {}. If t: mass-covering (zero-avoiding), on draws of s", match kind {
                Estimator::K1 => "as a loss nothing, its gradient has mean zero",
                Estimator::K2 => "as a loss mode-seeking (zero-forcing)",
                Estimator::K3 => "as a loss mass-covering (zero-avoiding), the gradient is that of D_KL(t ‖ s)",
            }),
            match kind {
                Estimator::K1 => "if s is learned, nothing as a loss; if t, D_KL(s ‖ t)",
                Estimator::K2 => "if s is learned, D_KL(s ‖ t); if t, neither direction",
                Estimator::K3 => "if s is learned, D_KL(t ‖ s); if t, D_KL(s ‖ t)",
            }
            .to_owned(),
        ),
    };
    let behaviour = Behaviour {
        forces: Some(forces),
        text,
        conditions: vec![
            "this holds for draws of s itself: draws of an older policy need importance weights"
                .to_owned(),
            "token by token, the gradient leaves out what a token does to later ones".to_owned(),
            format!(
                "nothing is forced if the family contains the target; two equal normal modes at -d and +d, each with sd s, are covered in either direction while d is below about 2.8 s (2.8 sd)"
            ),
        ],
        gradient,
    };
    let mut answer = assemble(
        canonical,
        s.to_owned(),
        Some(t.to_owned()),
        behaviour,
        learned,
        (
            Sampleable::Yes,
            "draws of s are at hand: the estimate is an average over them".to_owned(),
        ),
    );
    if kind == Estimator::K3 {
        answer.warn(
            "heavy_tail",
            "its variance is infinite where t has much heavier tails than s (for normals, variance of t at least twice that of s)",
        );
    }
    if kind == Estimator::K2 {
        answer.warn(
            "biased",
            "its value is biased: it estimates D_KL only when s and t are close",
        );
    }
    answer
}
