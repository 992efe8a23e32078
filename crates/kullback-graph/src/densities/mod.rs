//! Log densities as sums of terms, each a function of some of the arguments with its partials.
//!
//! A density is a list of terms ([`Density::terms`]). A term names the arguments it reads, so that a
//! term in the scale alone is evaluated once per scale and not once per observation, and a term in
//! constants alone is folded while the graph is built. The sum of the terms is the full, normalised
//! log density: evidence needs every constant.
//!
//! Where Stan raises an error for an argument, the sum of the terms is NaN; outside the support it is
//! −∞ where it is −∞ in Stan. Counts are held as reals and are constants: their partials are zero.

mod bernoulli;
mod bernoulli_logit;
mod beta;
mod beta_binomial;
mod beta_proportion;
mod binomial;
mod binomial_logit;
mod cauchy;
mod chi_square;
mod domain;
mod double_exponential;
mod exp_mod_normal;
mod exponential;
mod frechet;
mod gamma;
mod gamma_ratio;
mod gumbel;
mod inv_chi_square;
mod inv_gamma;
mod logistic;
mod loglogistic;
mod lognormal;
mod neg_binomial;
mod neg_binomial_2;
mod neg_binomial_2_log;
mod normal;
mod pareto;
mod pareto_type_2;
mod poisson;
mod poisson_log;
mod rayleigh;
mod scaled_inv_chi_square;
mod skew_normal;
mod std_normal;
mod student_t;
mod term;
mod uniform;
mod von_mises;
mod weibull;

pub use domain::Domain;
pub use term::DensityTerm;

use kullback_math::special::{erfcx, exp, ln, log1p, normal_cdf};
use std::f64::consts::FRAC_1_SQRT_2;
use term::{Block, Partials};

macro_rules! densities {
    ($($(#[$doc:meta])* $density:ident($arity:literal) in $module:ident {
        domains: [$($domain:ident),*],
        terms: [$($term:ident = $function:ident($($argument:literal),*)),* $(,)?],
    })*) => {
        /// A univariate distribution; the variate is argument 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Density {
            $($(#[$doc])* $density,)*
        }

        /// One term of the log density of a distribution.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Term {
            $($($term,)*)*
        }

        impl Density {
            /// All of them, for tests that walk the table.
            pub const ALL: &[Density] = &[$(Density::$density,)*];

            /// Number of arguments, the variate included.
            pub fn arity(self) -> usize {
                match self { $(Density::$density => $arity,)* }
            }

            /// The terms whose sum is the log density, with the arguments each reads.
            pub fn terms(self) -> &'static [(Term, &'static [usize])] {
                match self {
                    $(Density::$density => &[$((Term::$term, &[$($argument),*]),)*],)*
                }
            }

            /// What each argument must satisfy.
            pub fn domains(self) -> &'static [Domain] {
                match self { $(Density::$density => &[$(Domain::$domain),*],)* }
            }
        }

        impl Term {
            /// Evaluates the term at every number of a block.
            #[inline(always)]
            fn evaluate(self, block: Block<'_>) {
                match self {
                    $($(Term::$term => block.evaluate(functions::$term),)*)*
                }
            }
        }

        /// A type for each term, so that its code is inlined wherever it is used.
        mod functions {
            use super::term::{Function, Partials};
            $($(pub(super) struct $term;

            impl Function<{ [$($argument),*].len() }> for $term {
                #[inline(always)]
                fn evaluate(
                    &self,
                    arguments: [f64; { [$($argument),*].len() }],
                ) -> Partials<{ [$($argument),*].len() }> {
                    super::$module::$function(arguments)
                }
            })*)*
        }
    };
}

/// ½ ln 2π
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// `value`, or NaN where Stan would raise an error.
#[inline(always)]
fn reject_unless(valid: bool, value: f64) -> f64 {
    if valid { value } else { f64::NAN }
}

/// `value`, or −∞ outside the support.
#[inline(always)]
fn impossible_unless(inside: bool, value: f64) -> f64 {
    if inside { value } else { f64::NEG_INFINITY }
}

/// a·log, where 0 times the logarithm of 0 is 0.
#[inline(always)]
fn times_log(a: f64, log: f64) -> f64 {
    if a == 0.0 && log == f64::NEG_INFINITY {
        0.0
    } else {
        a * log
    }
}

/// −ln σ, the part of a scale.
#[inline(always)]
fn negative_log(sigma: f64) -> Partials<1> {
    (-ln(sigma), [-1.0 / sigma])
}

/// ln(1 + eᵗ) and its derivative, from one exponential.
#[inline(always)]
fn softplus(t: f64) -> (f64, f64) {
    let e = exp(-t.abs());
    let share = 1.0 / (1.0 + e);
    let positive = if t > 0.0 { t } else { 0.0 };
    (positive + log1p(e), if t < 0.0 { e * share } else { share })
}

/// The derivative of ln Φ: density over distribution function.
#[inline(always)]
fn inverse_mills_ratio(x: f64) -> f64 {
    const SQRT_TWO_OVER_PI: f64 = 0.797_884_560_802_865_4;
    if x < -1.0 {
        SQRT_TWO_OVER_PI / erfcx(-x * FRAC_1_SQRT_2)
    } else {
        0.5 * SQRT_TWO_OVER_PI * exp(-0.5 * x * x) / normal_cdf(x)
    }
}

densities! {
    /// normal(y | mu, sigma): location and standard deviation.
    Normal(3) in normal {
        domains: [NotNan, Finite, Positive],
        terms: [
            NormalSquare = square(0, 1, 2),
            NormalScale = scale(2),
        ],
    }
    /// std_normal(y).
    StdNormal(1) in std_normal {
        domains: [NotNan],
        terms: [
            StdNormalSquare = square(0),
        ],
    }
    /// student_t(y | nu, mu, sigma): degrees of freedom, location, scale.
    StudentT(4) in student_t {
        domains: [NotNan, Positive, Finite, Positive],
        terms: [
            StudentTKernel = kernel(0, 1, 2, 3),
            StudentTDegrees = degrees(1),
            StudentTScale = scale(3),
        ],
    }
    /// cauchy(y | mu, sigma): location and scale.
    Cauchy(3) in cauchy {
        domains: [NotNan, Finite, Positive],
        terms: [
            CauchyKernel = kernel(0, 1, 2),
            CauchyScale = scale(2),
        ],
    }
    /// double_exponential(y | mu, sigma): location and scale.
    DoubleExponential(3) in double_exponential {
        domains: [Finite, Finite, Positive],
        terms: [
            DoubleExponentialDistance = distance(0, 1, 2),
            DoubleExponentialScale = scale(2),
        ],
    }
    /// logistic(y | mu, sigma): location and scale.
    Logistic(3) in logistic {
        domains: [Finite, Finite, Positive],
        terms: [
            LogisticKernel = kernel(0, 1, 2),
            LogisticScale = scale(2),
        ],
    }
    /// lognormal(y | mu, sigma): location and standard deviation of the logarithm.
    Lognormal(3) in lognormal {
        domains: [NonNegative, Finite, Positive],
        terms: [
            LognormalSquare = square(0, 1, 2),
            LognormalVariate = variate(0),
            LognormalScale = scale(2),
        ],
    }
    /// exponential(y | beta): rate.
    Exponential(2) in exponential {
        domains: [NonNegative, Positive],
        terms: [
            ExponentialRate = rate(1),
            ExponentialProduct = product(0, 1),
        ],
    }
    /// gamma(y | alpha, beta): shape and rate.
    Gamma(3) in gamma {
        domains: [Positive, Positive, Positive],
        terms: [
            GammaShape = shape(1),
            GammaRate = rate(1, 2),
            GammaPower = power(0, 1),
            GammaProduct = product(0, 2),
        ],
    }
    /// inv_gamma(y | alpha, beta): shape and scale.
    InvGamma(3) in inv_gamma {
        domains: [NotNan, Positive, Positive],
        terms: [
            InvGammaShape = shape(1),
            InvGammaScale = rate(1, 2),
            InvGammaPower = power(0, 1),
            InvGammaRatio = ratio(0, 2),
        ],
    }
    /// chi_square(y | nu): degrees of freedom.
    ChiSquare(2) in chi_square {
        domains: [NonNegative, Positive],
        terms: [
            ChiSquareDegrees = degrees(1),
            ChiSquarePower = power(0, 1),
            ChiSquareLinear = linear(0),
        ],
    }
    /// inv_chi_square(y | nu): degrees of freedom.
    InvChiSquare(2) in inv_chi_square {
        domains: [NotNan, Positive],
        terms: [
            InvChiSquareDegrees = degrees(1),
            InvChiSquarePower = power(0, 1),
            InvChiSquareInverse = inverse(0),
        ],
    }
    /// scaled_inv_chi_square(y | nu, s): degrees of freedom and scale.
    ScaledInvChiSquare(3) in scaled_inv_chi_square {
        domains: [NotNan, Positive, Positive],
        terms: [
            ScaledInvChiSquareDegrees = degrees(1),
            ScaledInvChiSquareScale = scale(1, 2),
            ScaledInvChiSquarePower = power(0, 1),
            ScaledInvChiSquareRatio = ratio(0, 1, 2),
        ],
    }
    /// weibull(y | alpha, sigma): shape and scale.
    Weibull(3) in weibull {
        domains: [NotNan, Positive, Positive],
        terms: [
            WeibullShape = shape(1),
            WeibullScale = scale(1, 2),
            WeibullPower = power(0, 1),
            WeibullSurvival = survival(0, 1, 2),
        ],
    }
    /// frechet(y | alpha, sigma): shape and scale.
    Frechet(3) in frechet {
        domains: [Positive, Positive, Positive],
        terms: [
            FrechetShape = shape(1),
            FrechetScale = scale(1, 2),
            FrechetPower = power(0, 1),
            FrechetTail = tail(0, 1, 2),
        ],
    }
    /// gumbel(y | mu, beta): location and scale.
    Gumbel(3) in gumbel {
        domains: [NotNan, Finite, Positive],
        terms: [
            GumbelKernel = kernel(0, 1, 2),
            GumbelScale = scale(2),
        ],
    }
    /// rayleigh(y | sigma): scale.
    Rayleigh(2) in rayleigh {
        domains: [Positive, Positive],
        terms: [
            RayleighVariate = variate(0),
            RayleighScale = scale(1),
            RayleighSquare = square(0, 1),
        ],
    }
    /// beta(y | alpha, beta): shapes.
    Beta(3) in beta {
        domains: [UnitInterval, Positive, Positive],
        terms: [
            BetaLower = lower(0, 1),
            BetaUpper = upper(0, 2),
            BetaShapes = shapes(1, 2),
        ],
    }
    /// beta_proportion(y | mu, kappa): mean and precision.
    BetaProportion(3) in beta_proportion {
        domains: [UnitInterval, OpenUnitInterval, Positive],
        terms: [
            BetaProportionPowers = powers(0, 1, 2),
            BetaProportionShapes = shapes(1, 2),
        ],
    }
    /// uniform(y | a, b): bounds.
    Uniform(3) in uniform {
        domains: [NotNan, Finite, Finite],
        terms: [
            UniformWidth = width(1, 2),
            UniformSupport = support(0, 1, 2),
        ],
    }
    /// pareto(y | y_min, alpha): least value and shape.
    Pareto(3) in pareto {
        domains: [NotNan, Positive, Positive],
        terms: [
            ParetoSupport = support(0, 1),
            ParetoScale = scale(2, 1),
            ParetoShape = shape(2),
            ParetoPower = power(0, 2),
        ],
    }
    /// pareto_type_2(y | mu, lambda, alpha): location, scale and shape.
    ParetoType2(4) in pareto_type_2 {
        domains: [NotNan, Finite, Positive, Positive],
        terms: [
            ParetoType2Power = power(0, 1, 2, 3),
            ParetoType2Scale = scale(2),
            ParetoType2Shape = shape(3),
        ],
    }
    /// von_mises(y | mu, kappa): location and concentration.
    VonMises(3) in von_mises {
        domains: [Finite, Finite, NonNegative],
        terms: [
            VonMisesCosine = cosine(0, 1, 2),
            VonMisesConcentration = concentration(2),
        ],
    }
    /// skew_normal(y | xi, omega, alpha): location, scale and shape.
    SkewNormal(4) in skew_normal {
        domains: [NotNan, Finite, Positive, Finite],
        terms: [
            SkewNormalSquare = square(0, 1, 2),
            SkewNormalScale = scale(2),
            SkewNormalSkew = skew(0, 1, 2, 3),
        ],
    }
    /// exp_mod_normal(y | mu, sigma, lambda): normal location and scale, exponential rate.
    ExpModNormal(4) in exp_mod_normal {
        domains: [NotNan, Finite, Positive, Positive],
        terms: [
            ExpModNormalRate = rate(3),
            ExpModNormalKernel = kernel(0, 1, 2, 3),
        ],
    }
    /// loglogistic(y | alpha, beta): scale and shape.
    Loglogistic(3) in loglogistic {
        domains: [Positive, Positive, Positive],
        terms: [
            LoglogisticShape = shape(2),
            LoglogisticScale = scale(1, 2),
            LoglogisticPower = power(0, 2),
            LoglogisticOdds = odds(0, 1, 2),
        ],
    }
    /// bernoulli(y | theta): probability of a one.
    Bernoulli(2) in bernoulli {
        domains: [ZeroOrOne, UnitInterval],
        terms: [
            BernoulliMass = mass(0, 1),
        ],
    }
    /// bernoulli_logit(y | alpha): log odds of a one.
    BernoulliLogit(2) in bernoulli_logit {
        domains: [ZeroOrOne, NotNan],
        terms: [
            BernoulliLogitMass = mass(0, 1),
        ],
    }
    /// binomial(y | n, theta): trials and probability of success.
    Binomial(3) in binomial {
        domains: [Count, Count, UnitInterval],
        terms: [
            BinomialChoose = choose(0, 1),
            BinomialPower = power(0, 1, 2),
        ],
    }
    /// binomial_logit(y | n, alpha): trials and log odds of success.
    BinomialLogit(3) in binomial_logit {
        domains: [Count, Count, Finite],
        terms: [
            BinomialLogitChoose = choose(0, 1),
            BinomialLogitPower = power(0, 1, 2),
        ],
    }
    /// poisson(y | lambda): rate.
    Poisson(2) in poisson {
        domains: [Count, NonNegative],
        terms: [
            PoissonFactorial = factorial(0),
            PoissonPower = power(0, 1),
        ],
    }
    /// poisson_log(y | alpha): logarithm of the rate.
    PoissonLog(2) in poisson_log {
        domains: [Count, NotNan],
        terms: [
            PoissonLogFactorial = factorial(0),
            PoissonLogPower = power(0, 1),
        ],
    }
    /// neg_binomial(y | alpha, beta): shape and inverse scale.
    NegBinomial(3) in neg_binomial {
        domains: [Count, Positive, Positive],
        terms: [
            NegBinomialFactorial = factorial(0),
            NegBinomialRising = rising(0, 1),
            NegBinomialPower = power(0, 1, 2),
        ],
    }
    /// neg_binomial_2(y | mu, phi): mean and precision.
    NegBinomial2(3) in neg_binomial_2 {
        domains: [Count, Positive, Positive],
        terms: [
            NegBinomial2Factorial = factorial(0),
            NegBinomial2Rising = rising(0, 2),
            NegBinomial2Power = power(0, 1, 2),
        ],
    }
    /// neg_binomial_2_log(y | eta, phi): logarithm of the mean, and precision.
    NegBinomial2Log(3) in neg_binomial_2_log {
        domains: [Count, Finite, Positive],
        terms: [
            NegBinomial2LogFactorial = factorial(0),
            NegBinomial2LogRising = rising(0, 2),
            NegBinomial2LogPower = power(0, 1, 2),
        ],
    }
    /// beta_binomial(y | n, alpha, beta): trials and the shapes of the beta.
    BetaBinomial(4) in beta_binomial {
        domains: [Integer, Count, Positive, Positive],
        terms: [
            BetaBinomialChoose = choose(0, 1),
            BetaBinomialSuccesses = successes(0, 2),
            BetaBinomialFailures = failures(0, 1, 3),
            BetaBinomialTotal = total(1, 2, 3),
        ],
    }
}
