//! Laws with a density on the line, one file each.

macro_rules! laws {
    ($($file:ident $law:ident;)*) => {
        $(
            mod $file;
            pub use $file::$law;
        )*
    };
}

laws! {
    beta Beta;
    cauchy Cauchy;
    chi_square ChiSquare;
    double_exponential DoubleExponential;
    exponential Exponential;
    gamma Gamma;
    gumbel Gumbel;
    inv_gamma InvGamma;
    logistic Logistic;
    lognormal LogNormal;
    normal Normal;
    pareto Pareto;
    student_t StudentT;
    uniform Uniform;
    weibull Weibull;
}
