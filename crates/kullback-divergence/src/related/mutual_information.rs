//! Mutual information of a joint table.

use kullback_math::series::Compensated;
use kullback_math::special::bregman_x_ln_x;

use super::quantity::{Quantity, Unit};
use crate::question::QuestionError;
use crate::result::Method;

/// I(X; Y) = D_KL(joint ‖ product of its margins) in nats; `joint[i][j]` is P(X = i, Y = j).
///
/// # Errors
/// Where a row differs in length, an entry is negative or not finite, or the sum is not 1 to 1e-8;
/// nothing is normalised.
pub fn mutual_information(joint: &[Vec<f64>]) -> Result<Quantity, QuestionError> {
    let refuse = |argument, value, expected| {
        Err(QuestionError::Argument {
            argument,
            value,
            expected,
        })
    };
    let columns = joint.first().map_or(0, Vec::len);
    let mut total = Compensated::default();
    for row in joint {
        if row.len() != columns {
            return refuse("length of a row", row.len() as f64, "that of the first row");
        }
        for &p in row {
            if !(p >= 0.0 && p.is_finite()) {
                return refuse("a probability", p, "finite and not negative");
            }
            total.add(p);
        }
    }
    if (total.value() - 1.0).abs() > 1e-8 {
        return refuse("the sum of the joint table", total.value(), "1");
    }
    let rows: Vec<f64> = joint.iter().map(|row| row.iter().sum()).collect();
    let mut across = vec![0.0; columns];
    for row in joint {
        for (sum, p) in across.iter_mut().zip(row) {
            *sum += p;
        }
    }
    // Terms p ln(p/r c) + r c − p, none of them negative.
    let mut sum = Compensated::default();
    for (row, r) in joint.iter().zip(&rows) {
        for (p, c) in row.iter().zip(&across) {
            if r * c > 0.0 {
                sum.add(bregman_x_ln_x(*p, r * c));
            }
        }
    }
    Ok(Quantity {
        definition: "I(X; Y) = D_KL(joint ‖ product of the margins)".to_string(),
        value: sum.value(),
        error: 0.0,
        unit: Unit::Nats,
        method: Method::ClosedForm,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_symmetric_channel() {
        // ln 2 less the entropy of (0.2, 0.8): Cover and Thomas, section 7.1.4.
        let joint = [vec![0.4, 0.1], vec![0.1, 0.4]];
        let capacity = std::f64::consts::LN_2 + 0.2 * 0.2_f64.ln() + 0.8 * 0.8_f64.ln();
        let found = mutual_information(&joint).unwrap().value;
        assert!((found - capacity).abs() < 1e-15);
        let independent = [vec![0.06, 0.14, 0.0], vec![0.24, 0.56, 0.0]];
        assert!(mutual_information(&independent).unwrap().value < 1e-16);
    }

    #[test]
    fn bad_tables_are_named() {
        let said = |joint: &[Vec<f64>]| mutual_information(joint).unwrap_err().to_string();
        assert_eq!(
            said(&[vec![0.5, 0.6]]),
            "the sum of the joint table is 1.1, but must be 1"
        );
        assert_eq!(
            said(&[vec![1.5, -0.5]]),
            "a probability is -0.5, but must be finite and not negative"
        );
        assert_eq!(
            said(&[vec![0.5, 0.5], vec![0.0]]),
            "length of a row is 1, but must be that of the first row"
        );
        assert_eq!(said(&[]), "the sum of the joint table is 0, but must be 1");
    }
}
