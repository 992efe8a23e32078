//! The mean-field fit's own statement of its Monte Carlo error.

use std::ops::ControlFlow;

use kullback_vi::{FitOptions, fit};

use crate::targets;

/// Over 16 seeds the answers for eight schools spread no further than the fits say of their noisiest
/// coordinate, up to what chance allows.
#[test]
fn the_stated_noise_is_that_between_seeds() {
    let target = targets::eight_schools_noncentred();
    let fits: Vec<_> = (1..=16)
        .map(|seed| {
            let options = FitOptions {
                seed,
                ..FitOptions::default()
            };
            let result = fit(&target, &options, &mut |_| ControlFlow::Continue(())).unwrap();
            result.mean_field.unwrap()
        })
        .collect();
    let dimension = fits[0].log_sd.len();
    let noise = fits.iter().map(|f| f.sd_noise).sum::<f64>() / 16.0;
    assert!(fits.iter().all(|f| f.converged && f.sd_noise < 0.02));
    for d in 0..dimension {
        let mean = fits.iter().map(|f| f.log_sd[d]).sum::<f64>() / 16.0;
        let square: f64 = fits.iter().map(|f| (f.log_sd[d] - mean).powi(2)).sum();
        let spread = (square / 15.0).sqrt();
        // A standard deviation of 16 values is above 1.4 times its own with probability 2 %.
        assert!(spread < 1.4 * noise, "{d}: spread {spread}, stated {noise}");
    }
}
