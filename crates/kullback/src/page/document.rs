//! What a page is made of: the files of a run, read back.
//!
//! Only what the page shows is named here. Parameters keep every account of theirs under its own key,
//! so that one that is added to the report shows up in the table.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::trace::{self, Trace};

/// The files of a run, as text.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// `fit.json`: the report.
    pub fit: &'a str,
    /// `trace.json`: steps, draws and tails.
    pub trace: &'a str,
    /// `config.json`: how the run was asked for.
    pub configuration: &'a str,
    /// `model.stan`: the program.
    pub program: &'a str,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A file is cut short or is no JSON.
    #[error("{file} is not the JSON that `kullback fit --out` writes: {message}")]
    NotJson {
        /// The file.
        file: &'static str,
        /// What is wrong, and where.
        message: String,
    },
    /// A file follows another schema.
    #[error("{file} follows the schema `{found}`, and this program reads `{expected}`")]
    Schema {
        /// The file.
        file: &'static str,
        /// The schema it names; empty when it names none.
        found: String,
        /// The schema that is read.
        expected: &'static str,
    },
    /// A field is missing or of another kind.
    #[error("{file} lacks what the page needs: {message}")]
    Field {
        /// The file.
        file: &'static str,
        /// Which field, and what is wrong with it.
        message: String,
    },
}

/// A run.
#[derive(Debug)]
pub struct Document {
    pub(super) report: Report,
    pub(super) trace: Trace,
    pub(super) configuration: Configuration,
    pub(super) program: String,
}

impl Document {
    /// Reads the files of a run.
    ///
    /// # Errors
    /// [`PageError`] says which file is not as it should be.
    pub fn read(files: &Files<'_>) -> Result<Self, PageError> {
        Ok(Self {
            report: parse("fit.json", files.fit, crate::report::SCHEMA)?,
            trace: parse("trace.json", files.trace, trace::SCHEMA)?,
            configuration: parse("config.json", files.configuration, "kullback.config/1")?,
            program: files.program.to_owned(),
        })
    }

    /// Whether this is the approximation that is called Q.
    pub(super) fn is_chosen(&self, q: &Approximation) -> bool {
        q.family == self.report.chosen && q.minimises == self.report.minimised
    }

    /// The approximation that is called Q.
    pub(super) fn chosen(&self) -> Option<&Approximation> {
        let all = &self.report.approximations;
        all.iter().find(|a| self.is_chosen(a))
    }
}

fn parse<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
    schema: &'static str,
) -> Result<T, PageError> {
    let value: Value = serde_json::from_str(text).map_err(|error| PageError::NotJson {
        file,
        message: error.to_string(),
    })?;
    let found = value["schema"].as_str().unwrap_or_default();
    if found != schema {
        return Err(PageError::Schema {
            file,
            found: found.to_owned(),
            expected: schema,
        });
    }
    serde_json::from_value(value).map_err(|error| PageError::Field {
        file,
        message: error.to_string(),
    })
}

/// `config.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Configuration {
    pub command: String,
}

/// `fit.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    pub version: String,
    pub schema: String,
    pub model: String,
    pub data: Option<String>,
    pub dimension: usize,
    pub seed: u64,
    #[serde(default)]
    pub partial: bool,
    pub verdict: Verdict,
    pub expectation: Expectation,
    pub approximations: Vec<Approximation>,
    pub chosen: String,
    pub minimised: String,
    pub divergence_q_to_p: Certified,
    pub divergence_p_to_q: Certified,
    pub log_evidence: Certified,
    pub weights: Weights,
    pub certifier_weights: Weights,
    pub search: Search,
    #[serde(default)]
    pub modes: Vec<Mode>,
    pub parameters: Vec<Parameter>,
    pub evaluations: u64,
    /// What else the report holds: an account or a check that was run has a field that is not null.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Report {
    /// Whether the report holds this beyond what every report does.
    pub fn has(&self, field: &str) -> bool {
        self.more.get(field).is_some_and(|value| !value.is_null())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    pub decision: String,
    pub supports: Vec<String>,
    pub reasons: Vec<Said>,
    pub next: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Said {
    pub text: String,
    pub reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Expectation {
    pub objective: String,
    pub under: String,
    pub forces: Vec<Said>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Approximation {
    pub family: String,
    pub minimises: String,
    pub free_energy: Estimate,
    pub complexity: Option<Estimate>,
    pub accuracy: Option<Estimate>,
    pub energy: Option<Estimate>,
    pub entropy: Option<Estimate>,
    pub gap: Certified,
    pub converged: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Estimate {
    pub value: Option<f64>,
    pub standard_error: Option<f64>,
    pub interval: [Option<f64>; 2],
    pub method: String,
}

impl Estimate {
    /// The value; NaN when it is not finite.
    pub fn number(&self) -> f64 {
        self.value.unwrap_or(f64::NAN)
    }

    /// `value ± se`.
    pub fn text(&self) -> String {
        let se = self.standard_error.unwrap_or(f64::NAN);
        crate::number::estimate(self.number(), se)
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub(super) enum Certified {
    Certified(Estimate),
    NotCertified { next_action: String },
}

impl Certified {
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            Self::Certified(estimate) => Some(estimate),
            Self::NotCertified { .. } => None,
        }
    }

    /// `value ± se`, or that it is not certified.
    pub fn text(&self) -> String {
        self.estimate()
            .map_or_else(|| "not certified".to_owned(), Estimate::text)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Weights {
    pub pareto_k: Option<f64>,
    pub threshold: Option<f64>,
    pub effective_sample_size: Option<f64>,
    pub draws: usize,
    pub constant: bool,
}

impl Weights {
    /// `k̂ 0.42 (limit 0.70)`.
    pub fn text(&self) -> String {
        let limit = crate::number::plain(self.threshold.unwrap_or(f64::NAN), 2);
        match self.pareto_k {
            Some(k) => format!("k̂ {k:.2} (limit {limit})").replace('-', "−"),
            None if self.constant => "constant weights".to_owned(),
            None => "no k̂: too few draws have weight".to_owned(),
        }
    }

    /// How many draws, and how many independent ones they are worth.
    pub fn worth(&self) -> String {
        let worth = self.effective_sample_size.unwrap_or(0.0);
        format!("{worth:.0} effective draws of {}", self.draws)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Search {
    pub starts: usize,
    pub failed: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Mode {
    pub fit: usize,
    pub starts: usize,
    pub elbo: Option<f64>,
    pub evidence_share: Option<f64>,
}

/// A parameter: every key that holds a mean and an sd is an account of it.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub name: String,
    #[serde(default)]
    pub note: String,
    #[serde(flatten)]
    pub accounts: Map<String, Value>,
}

impl Parameter {
    /// (mean, sd) of one account; NaN for what is not finite.
    pub fn account(&self, key: &str) -> Option<(f64, f64)> {
        let account = self.accounts.get(key)?.as_object()?;
        let number = |name: &str| match account.get(name)? {
            Value::Null => Some(f64::NAN),
            value => value.as_f64(),
        };
        Some((number("mean")?, number("sd")?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_shape() {
        let text = r#"{"name": "mu", "weighted": {"mean": 1, "sd": null}, "x": null, "note": ""}"#;
        let parameter: Parameter = serde_json::from_str(text).expect("a parameter");
        let (mean, sd) = parameter.account("weighted").expect("an account");
        assert!(mean == 1.0 && sd.is_nan());
        assert_eq!(parameter.account("x"), None);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let error = |text| parse::<Configuration>("config.json", text, "a/1").err();
        assert!(matches!(error("{"), Some(PageError::NotJson { .. })));
        assert!(matches!(error("[]"), Some(PageError::Schema { .. })));
        let other = r#"{"schema": "a/2"}"#;
        assert!(matches!(error(other), Some(PageError::Schema { found, .. }) if found == "a/2"));
        let lacking = error(r#"{"schema": "a/1"}"#).map(|error| error.to_string());
        assert!(lacking.is_some_and(|message| message.contains("`command`")));
    }
}
