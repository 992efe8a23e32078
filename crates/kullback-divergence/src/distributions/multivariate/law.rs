//! Any law of several variables, so that pairs can be matched.

use std::fmt;

use kullback_math::random::Stream;

use super::*;
use crate::distributions::nearest::nearest;
use crate::distributions::{Argument, Distribution, LawError, Named, ToDistribution};

/// Declares [`MultivariateLaw`] from the list of its structs.
macro_rules! catalogue {
    ($($law:ident)*) => {
        /// A law of several variables.
        #[derive(Clone, Debug, PartialEq)]
        pub enum MultivariateLaw {
            $(
                #[doc = concat!("See [`", stringify!($law), "`].")]
                $law($law),
            )*
        }

        $(
            impl From<$law> for MultivariateLaw {
                fn from(law: $law) -> Self {
                    Self::$law(law)
                }
            }

            impl ToDistribution for $law {
                fn to_distribution(&self) -> Distribution {
                    Distribution::Multivariate(self.clone().into())
                }
            }
        )*

        impl MultivariateLaw {
            /// Every law's name with the names of its parameters.
            pub const CATALOGUE: &'static [(&'static str, &'static [&'static str])] =
                &[$(($law::NAME, $law::PARAMETERS)),*];

            /// The law of this name with these arguments.
            ///
            /// # Errors
            /// Where there is no such name (with the nearest one), or the arguments are wrong in
            /// number, shape or value.
            pub fn by_name(name: &str, arguments: &[Argument]) -> Result<Self, LawError> {
                match name {
                    $($law::NAME => Ok($law::from_arguments(arguments)?.into()),)*
                    _ => Err(LawError::UnknownName {
                        name: name.to_string(),
                        suggestion: nearest(name, Self::CATALOGUE.iter().map(|entry| entry.0)),
                    }),
                }
            }

            /// The law behind the variant.
            pub fn multivariate(&self) -> &dyn Multivariate {
                match self {
                    $(Self::$law(law) => law,)*
                }
            }
        }
    };
}

catalogue! {
    Dirichlet InvWishart MatrixNormal MultiNormal MultiNormalCholesky MultiNormalDiagonal
    MultiNormalLowRank MultiNormalPrec MultiStudentT Multinomial NormalInverseGamma
    NormalInverseWishart OneHotCategorical VonMisesFisher Wishart
}

impl MultivariateLaw {
    /// The mean and covariance of a normal law of vectors.
    pub(crate) fn gaussian(&self) -> Option<&Gaussian> {
        Some(match self {
            Self::MultiNormal(law) => law.gaussian(),
            Self::MultiNormalCholesky(law) => law.gaussian(),
            Self::MultiNormalPrec(law) => law.gaussian(),
            Self::MultiNormalDiagonal(law) => law.gaussian(),
            Self::MultiNormalLowRank(law) => law.gaussian(),
            _ => return None,
        })
    }
}

/// As it is written: the name and the arguments.
impl fmt::Display for MultivariateLaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        f.write_str("(")?;
        for (k, (_, value)) in self.parameters().iter().enumerate() {
            if k > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{value}")?;
        }
        f.write_str(")")
    }
}

impl ToDistribution for MultivariateLaw {
    fn to_distribution(&self) -> Distribution {
        Distribution::Multivariate(self.clone())
    }
}

impl Named for MultivariateLaw {
    fn name(&self) -> &'static str {
        self.multivariate().name()
    }

    fn parameters(&self) -> Vec<(&'static str, Argument)> {
        self.multivariate().parameters()
    }
}

impl Multivariate for MultivariateLaw {
    fn space(&self) -> Space {
        self.multivariate().space()
    }

    fn log_density(&self, x: &[f64]) -> f64 {
        self.multivariate().log_density(x)
    }

    fn adjoint(&self, x: &[f64]) -> Gradient {
        self.multivariate().adjoint(x)
    }

    fn sample(&self, rng: &mut Stream) -> Vec<f64> {
        self.multivariate().sample(rng)
    }

    fn entropy(&self) -> Option<f64> {
        self.multivariate().entropy()
    }
}
