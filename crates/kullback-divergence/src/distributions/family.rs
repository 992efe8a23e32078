//! A law as a name, a list of parameters with their rules, and nothing else to write down.

use super::argument::{Argument, LawError};
use super::univariate::Univariate;

/// A family of laws: its name, the names of its parameters, and the way from arguments to a member.
pub trait Family: Univariate + Sized {
    /// Stan's name, or the field's.
    const NAME: &'static str;
    /// The parameters in order.
    const PARAMETERS: &'static [&'static str];
    /// A member from arguments in the order of [`Self::PARAMETERS`].
    ///
    /// # Errors
    /// Where the number, the shape or the value of the arguments is wrong.
    fn from_arguments(arguments: &[Argument]) -> Result<Self, LawError>;
}

/// Declares the struct of a law whose parameters are numbers: fields, `new`, accessors, name.
///
/// `also check` names a method that checks several parameters together.
macro_rules! family {
    (
        $(#[$doc:meta])*
        $name:literal $law:ident {
            $($(#[$field_doc:meta])* $field:ident: $rule:ident,)*
        }
        $(also $check:ident)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $law {
            $(pub(crate) $field: f64,)*
        }

        impl $law {
            /// A law with these parameters.
            ///
            /// # Errors
            /// Names the parameter, its value and the rule where a parameter is not allowed.
            pub fn new($($field: f64),*) -> Result<Self, $crate::distributions::InvalidParameter> {
                $($crate::distributions::rules::$rule($name, stringify!($field), $field)?;)*
                let law = Self { $($field),* };
                $(law.$check()?;)?
                Ok(law)
            }

            $(
                $(#[$field_doc])*
                pub fn $field(&self) -> f64 {
                    self.$field
                }
            )*
        }

        impl $crate::distributions::Named for $law {
            fn name(&self) -> &'static str {
                $name
            }

            fn parameters(&self) -> Vec<(&'static str, $crate::distributions::Argument)> {
                vec![$((stringify!($field), self.$field.into())),*]
            }
        }

        impl $crate::distributions::Family for $law {
            const NAME: &'static str = $name;
            const PARAMETERS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn from_arguments(
                arguments: &[$crate::distributions::Argument],
            ) -> Result<Self, $crate::distributions::LawError> {
                let [$($field),*] =
                    $crate::distributions::argument::exactly($name, &[$(stringify!($field)),*], arguments)?;
                Ok(Self::new($(
                    $crate::distributions::argument::number($name, stringify!($field), $field)?
                ),*)?)
            }
        }
    };
}

pub(crate) use family;

/// Makes a law that is another law under other parameters: everything is the other's but the
/// derivatives by parameters, to which the chain rule is applied.
macro_rules! same_law {
    ($law:ident is $inner:ident, by parameters |$this:ident, $by:ident| $chain:expr) => {
        impl $crate::distributions::Univariate for $law {
            fn support(&self) -> $crate::distributions::Support {
                self.$inner().support()
            }

            fn log_density(&self, x: f64) -> f64 {
                self.$inner().log_density(x)
            }

            fn log_density_beside(&self, end: $crate::distributions::End, distance: f64) -> f64 {
                self.$inner().log_density_beside(end, distance)
            }

            fn adjoint(&self, x: f64) -> $crate::distributions::Adjoint {
                let adjoint = self.$inner().adjoint(x);
                let $this = self;
                let $by = adjoint.by_parameters.as_slice();
                $crate::distributions::Adjoint {
                    by_x: adjoint.by_x,
                    by_parameters: $chain,
                }
            }

            fn sample(&self, rng: &mut kullback_math::random::Stream) -> f64 {
                self.$inner().sample(rng)
            }

            fn entropy(&self) -> Option<f64> {
                self.$inner().entropy()
            }

            fn cdf(&self, x: f64) -> Option<f64> {
                self.$inner().cdf(x)
            }

            fn survival(&self, x: f64) -> Option<f64> {
                self.$inner().survival(x)
            }

            fn breakpoints(&self) -> Vec<f64> {
                self.$inner().breakpoints()
            }

            fn tails(&self) -> $crate::distributions::Tails {
                self.$inner().tails()
            }
        }
    };
}

pub(crate) use same_law;
