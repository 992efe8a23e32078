//! Laws of atoms, one file each.

macro_rules! laws {
    ($($file:ident $law:ident;)*) => {
        $(
            mod $file;
            pub use $file::$law;
        )*
    };
}

mod ordered;

laws! {
    bernoulli Bernoulli;
    bernoulli_logit BernoulliLogit;
    beta_binomial BetaBinomial;
    beta_neg_binomial BetaNegBinomial;
    binomial Binomial;
    binomial_logit BinomialLogit;
    categorical Categorical;
    categorical_logit CategoricalLogit;
    delta Delta;
    discrete_range DiscreteRange;
    geometric Geometric;
    hypergeometric Hypergeometric;
    logarithmic Logarithmic;
    neg_binomial NegBinomial;
    neg_binomial_2 NegBinomial2;
    neg_binomial_2_log NegBinomial2Log;
    ordered_logistic OrderedLogistic;
    ordered_probit OrderedProbit;
    poisson Poisson;
    poisson_log PoissonLog;
    yule_simon YuleSimon;
    zipf Zipf;
}
