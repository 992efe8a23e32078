//! Declares the enum of all laws of one kind from the list of their structs.

use std::fmt;

use super::univariate::Named;

/// `catalogue! { /// docs  Law in Kind: dyn univariate() -> Univariate { Normal … } not { "name": "why" } }`:
/// the enum, its conversions (to `Distribution::Kind` too), `CATALOGUE`, `by_name`, and access to the
/// law behind the variant.
macro_rules! catalogue {
    (
        $(#[$doc:meta])*
        $catalogue:ident in $variant:ident: dyn $behind:ident() -> $kind:ident { $($law:ident)* }
        not { $($not:literal: $why:literal)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $catalogue {
            $(
                #[doc = concat!("See [`", stringify!($law), "`].")]
                $law($law),
            )*
        }

        $(
            impl From<$law> for $catalogue {
                fn from(law: $law) -> Self {
                    Self::$law(law)
                }
            }

            impl ToDistribution for $law {
                fn to_distribution(&self) -> Distribution {
                    Distribution::$variant(self.clone().into())
                }
            }
        )*

        impl ToDistribution for $catalogue {
            fn to_distribution(&self) -> Distribution {
                Distribution::$variant(self.clone())
            }
        }

        impl $catalogue {
            /// Every law's name with the names of its parameters.
            pub const CATALOGUE: &'static [(&'static str, &'static [&'static str])] =
                &[$(($law::NAME, $law::PARAMETERS)),*];

            /// The law of this name with these arguments, in Stan's order.
            ///
            /// # Errors
            /// Where there is no such name (with the nearest one), or the arguments are wrong in
            /// number, shape or value.
            pub fn by_name(name: &str, arguments: &[Argument]) -> Result<Self, LawError> {
                match name {
                    $($law::NAME => Ok($law::from_arguments(arguments)?.into()),)*
                    $($not => Err(LawError::NotALaw { name: $not, why: $why }),)*
                    _ => Err(LawError::UnknownName {
                        name: name.to_string(),
                        suggestion: nearest(name, Self::CATALOGUE.iter().map(|entry| entry.0)),
                    }),
                }
            }

            /// The law behind the variant.
            pub fn $behind(&self) -> &dyn $kind {
                match self {
                    $(Self::$law(law) => law,)*
                }
            }
        }

        impl Named for $catalogue {
            fn name(&self) -> &'static str {
                self.$behind().name()
            }

            fn parameters(&self) -> Vec<(&'static str, Argument)> {
                self.$behind().parameters()
            }
        }

        /// As it is written: the name and the arguments.
        impl fmt::Display for $catalogue {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_law(self, f)
            }
        }
    };
}

pub(super) use catalogue;

/// `name(argument, argument)`.
pub(super) fn write_law(law: &impl Named, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let arguments: Vec<String> = law
        .parameters()
        .iter()
        .map(|(_, value)| value.to_string())
        .collect();
    write!(f, "{}({})", law.name(), arguments.join(", "))
}
