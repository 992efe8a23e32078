//! Laws with a density on the line, one file each.

macro_rules! laws {
    ($($file:ident $law:ident;)*) => {
        $(
            mod $file;
            pub use $file::$law;
        )*
    };
}

mod root_gamma;

laws! {
    beta Beta;
    beta_proportion BetaProportion;
    cauchy Cauchy;
    chi Chi;
    chi_square ChiSquare;
    continuous_bernoulli ContinuousBernoulli;
    double_exponential DoubleExponential;
    exp_gamma ExpGamma;
    exp_inverse_gamma ExpInverseGamma;
    exp_mod_normal ExpModNormal;
    exponential Exponential;
    frechet Frechet;
    gamma Gamma;
    generalised_normal GeneralisedNormal;
    gumbel Gumbel;
    half_cauchy HalfCauchy;
    half_normal HalfNormal;
    inv_chi_square InvChiSquare;
    inv_gamma InvGamma;
    inverse_gaussian InverseGaussian;
    kumaraswamy Kumaraswamy;
    levy Levy;
    lindley Lindley;
    log_uniform LogUniform;
    logistic Logistic;
    logit_normal LogitNormal;
    loglogistic LogLogistic;
    lognormal LogNormal;
    maxwell Maxwell;
    moyal Moyal;
    nakagami Nakagami;
    normal Normal;
    pareto Pareto;
    pareto_type_2 ParetoType2;
    rayleigh Rayleigh;
    scaled_inv_chi_square ScaledInvChiSquare;
    skew_double_exponential SkewDoubleExponential;
    skew_normal SkewNormal;
    std_normal StdNormal;
    student_t StudentT;
    truncated_normal TruncatedNormal;
    uniform Uniform;
    von_mises VonMises;
    weibull Weibull;
}
