//! Any univariate law of the catalogue, so that pairs can be matched.

use std::fmt;

use kullback_math::random::Stream;

use super::argument::{Argument, LawError};
use super::catalogue::{catalogue, write_law};
use super::continuous::*;
use super::discrete::*;
use super::distribution::{Distribution, ToDistribution};
use super::family::Family;
use super::nearest::nearest;
use super::univariate::{Adjoint, End, Named, Support, Tails, Univariate};

catalogue! {
    /// A univariate law of the catalogue.
    Law in Law: dyn univariate() -> Univariate {
        Bernoulli BernoulliLogit Beta BetaBinomial BetaNegBinomial BetaProportion Binomial
        BinomialLogit Categorical CategoricalLogit Cauchy Chi ChiSquare ContinuousBernoulli Delta
        DiscreteRange DoubleExponential ExpGamma ExpInverseGamma ExpModNormal Exponential Frechet
        Gamma GeneralisedNormal Geometric Gumbel HalfCauchy HalfNormal Hypergeometric InvChiSquare
        InvGamma InverseGaussian Kumaraswamy Levy Lindley LogLogistic LogNormal LogUniform
        Logarithmic Logistic LogitNormal Maxwell Moyal Nakagami NegBinomial NegBinomial2
        NegBinomial2Log Normal OrderedLogistic OrderedProbit Pareto ParetoType2 Poisson PoissonLog
        Rayleigh ScaledInvChiSquare SkewDoubleExponential SkewNormal StdNormal StudentT
        TruncatedNormal Uniform VonMises Weibull YuleSimon Zipf
    }
    not {
        "wiener": "it is the density of passing one of two boundaries, and integrates to the \
                   probability of that one, not to 1"
    }
}

impl Univariate for Law {
    fn support(&self) -> Support {
        self.univariate().support()
    }

    fn log_density(&self, x: f64) -> f64 {
        self.univariate().log_density(x)
    }

    fn log_density_beside(&self, end: End, distance: f64) -> f64 {
        self.univariate().log_density_beside(end, distance)
    }

    fn adjoint(&self, x: f64) -> Adjoint {
        self.univariate().adjoint(x)
    }

    fn sample(&self, rng: &mut Stream) -> f64 {
        self.univariate().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.univariate().entropy()
    }

    fn cdf(&self, x: f64) -> Option<f64> {
        self.univariate().cdf(x)
    }

    fn survival(&self, x: f64) -> Option<f64> {
        self.univariate().survival(x)
    }

    fn breakpoints(&self) -> Vec<f64> {
        self.univariate().breakpoints()
    }

    fn tails(&self) -> Tails {
        self.univariate().tails()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_made_by_name_and_printed_back() {
        let law = Law::by_name("normal", &[0.0.into(), 2.5.into()]).unwrap();
        assert_eq!(law.to_string(), "normal(0, 2.5)");
        let law = Law::by_name("categorical", &[vec![0.25, 0.75].into()]).unwrap();
        assert_eq!(law.to_string(), "categorical([0.25, 0.75])");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = |name: &str, arguments: &[Argument]| {
            Law::by_name(name, arguments).unwrap_err().to_string()
        };
        assert_eq!(
            said("normal", &[0.0.into(), (-1.0).into()]),
            "normal: sigma is -1, but must be positive and finite"
        );
        assert_eq!(
            said("normal", &[0.0.into()]),
            "normal takes (mu, sigma), not 1 argument"
        );
        assert_eq!(
            said("nromal", &[]),
            "no distribution is called `nromal`; did you mean `normal`?"
        );
        assert_eq!(
            said("categorical", &[vec![0.5, 0.4].into()]),
            "categorical: sum of theta is 0.9, but must be 1"
        );
        assert_eq!(
            said("categorical", &[0.5.into()]),
            "categorical: theta must be a vector"
        );
    }
}
