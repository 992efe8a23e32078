//! Data for a program: names and values, read from JSON and matched to declarations.

use serde_json::Value as Json;
use std::fmt;

/// The text is not what a data file must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// Not JSON.
    #[error("the data are not valid JSON: {message} (line {line}, column {column})")]
    Syntax {
        /// What the parser said.
        message: String,
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the data must be a JSON object with one entry for each variable; found {found}")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
}

/// A value of the data that does not fit the declaration of its variable.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Misfit {
    /// Sizes differ.
    #[error("expected {expected}, found {found}")]
    Shape {
        /// The declared type with its sizes.
        expected: String,
        /// What the data hold.
        found: String,
    },
    /// An entry has the wrong type.
    #[error("expected {expected}{place}, found {found}")]
    Type {
        /// What was expected.
        expected: &'static str,
        /// Where, for example ` at [2, 3]`; empty for a scalar.
        place: String,
        /// What is there.
        found: String,
    },
}

/// Values by name, as a data file gives them.
#[derive(Clone, Debug, Default)]
pub struct Data {
    entries: Vec<(String, Json)>,
}

impl Data {
    /// Reads a JSON object with one entry for each variable, as CmdStan does: arrays row by row,
    /// `"NaN"`, `"Inf"`, `"+Inf"`, `"-Inf"` (also spelt `Infinity`) for reals that are not finite.
    ///
    /// # Errors
    /// When the text is not a JSON object.
    pub fn from_json(text: &str) -> Result<Self, DataError> {
        let json: Json = serde_json::from_str(text).map_err(|error| DataError::Syntax {
            message: plain_message(&error),
            line: error.line(),
            column: error.column(),
        })?;
        match json {
            Json::Object(entries) => Ok(Self {
                entries: entries.into_iter().collect(),
            }),
            other => Err(DataError::NotAnObject {
                found: kind(&other),
            }),
        }
    }

    /// Gives `name` another value, in the JSON of a data file.
    pub fn set(&mut self, name: &str, value: Json) {
        match self.entries.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name.to_owned(), value)),
        }
    }

    /// The names, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Forgets every entry whose name `keep` refuses.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.entries.retain(|(name, _)| keep(name));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.entries
            .iter()
            .find(|(entry, _)| entry == name)
            .map(|(_, value)| value)
    }
}

/// The message of serde_json without its position, which is told apart.
fn plain_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_string(),
        None => message,
    }
}

/// What a JSON value is, in words.
fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

/// The sizes of nested arrays, following the first entries.
fn sizes(json: &Json) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut here = json;
    while let Json::Array(entries) = here {
        sizes.push(entries.len());
        match entries.first() {
            Some(first) => here = first,
            None => break,
        }
    }
    sizes
}

/// Sizes as a reader would write them.
pub(crate) fn show_sizes(sizes: &[usize]) -> String {
    let shown: Vec<String> = sizes.iter().map(usize::to_string).collect();
    format!("[{}]", shown.join(", "))
}

/// A place in nested arrays, for example ` at [2, 3]`, counted from 1.
struct Path<'a>(&'a [usize]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = self.0.iter().map(|i| (i + 1).to_string()).collect();
        write!(f, " at [{}]", shown.join(", "))
    }
}

/// The entries of nested arrays of the given sizes, row by row (the last index fastest).
pub(crate) fn flatten<T>(
    json: &Json,
    dims: &[usize],
    read: &dyn Fn(&Json) -> Option<T>,
    expected: &'static str,
) -> Result<Vec<T>, Misfit> {
    let mut out = Vec::with_capacity(dims.iter().product());
    let mut path = Vec::new();
    walk(json, dims, dims, read, expected, &mut path, &mut out)?;
    Ok(out)
}

#[allow(clippy::too_many_arguments)]
fn walk<T>(
    json: &Json,
    all: &[usize],
    dims: &[usize],
    read: &dyn Fn(&Json) -> Option<T>,
    expected: &'static str,
    path: &mut Vec<usize>,
    out: &mut Vec<T>,
) -> Result<(), Misfit> {
    let Some((&extent, inner)) = dims.split_first() else {
        let value = read(json).ok_or_else(|| Misfit::Type {
            expected,
            place: Path(path).to_string(),
            found: match json {
                Json::Array(_) => format!("an array of sizes {}", show_sizes(&sizes(json))),
                Json::Number(number) => number.to_string(),
                Json::String(text) => format!("the string {text:?}"),
                other => kind(other).to_string(),
            },
        })?;
        out.push(value);
        return Ok(());
    };
    let Json::Array(entries) = json else {
        return Err(Misfit::Shape {
            expected: format!("sizes {}", show_sizes(all)),
            found: format!("{}{}", kind(json), Path(path)),
        });
    };
    // An empty array stands for any value without elements.
    if entries.len() != extent {
        if entries.is_empty() && all.contains(&0) {
            return Ok(());
        }
        let found = if path.is_empty() {
            let mut found = path.clone();
            found.extend(sizes(json));
            format!("sizes {}", show_sizes(&found))
        } else {
            format!("{} entries{}", entries.len(), Path(path))
        };
        return Err(Misfit::Shape {
            expected: format!("sizes {}", show_sizes(all)),
            found,
        });
    }
    for (i, entry) in entries.iter().enumerate() {
        path.push(i);
        walk(entry, all, inner, read, expected, path, out)?;
        path.pop();
    }
    Ok(())
}

/// An integer: a number without a fraction.
pub(crate) fn read_int(json: &Json) -> Option<i64> {
    match json {
        Json::Number(number) => number.as_i64().filter(|i| i32::try_from(*i).is_ok()),
        _ => None,
    }
}

/// A real: any number, or a string that names one that is not finite.
pub(crate) fn read_real(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" | "nan" => Some(f64::NAN),
            "Inf" | "+Inf" | "Infinity" | "+Infinity" | "inf" => Some(f64::INFINITY),
            "-Inf" | "-Infinity" | "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}
