//! Laws of atoms on the integers, one file each.

macro_rules! laws {
    ($($file:ident $law:ident;)*) => {
        $(
            mod $file;
            pub use $file::$law;
        )*
    };
}

laws! {
    bernoulli Bernoulli;
    binomial Binomial;
    categorical Categorical;
    geometric Geometric;
    neg_binomial NegBinomial;
    poisson Poisson;
}
