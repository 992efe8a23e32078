//! The drawing: both densities above, the integrand below.

use kullback::kl::{Answer, Curves};
use kullback::svg::{Panel, Series, Style, page};

/// The colours of q, p and the integrand, by name.
const UNDER: &str = "q";
const REFERENCE: &str = "p";
const INTEGRAND: &str = "f";

/// An SVG image of two panels over one axis.
pub fn draw(curves: &Curves, answer: &Answer) -> String {
    let divergence = &answer.divergence;
    let (q, p) = (&divergence.symbols.0, &divergence.symbols.1);
    let style = if curves.discrete {
        Style::Stems
    } else {
        Style::Line
    };
    let densities = Panel {
        title: format!(
            "{q} = {}   ·   {p} = {}",
            divergence.expectation_under, divergence.reference
        ),
        series: vec![
            Series::new(q.to_lowercase(), UNDER, style, &curves.q),
            Series::new(p.to_lowercase(), REFERENCE, style, &curves.p),
        ],
    };
    let label = format!("{0} (ln {0} − ln {1})", q.to_lowercase(), p.to_lowercase());
    let style = if curves.discrete {
        Style::Stems
    } else {
        Style::Area
    };
    let integrand = Panel {
        title: divergence.to_string(),
        series: vec![Series::new(label, INTEGRAND, style, &curves.integrand)],
    };
    page(&curves.x, &[densities, integrand])
}
