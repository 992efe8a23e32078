//! Python code: finds the calls that compute a divergence, and answers for each.
//!
//! The source is parsed with tree-sitter. Names are resolved through imports, aliases and simple
//! assignments ([`names`]); arguments are bound as Python binds them ([`arguments`]); what a call
//! computes is read from a table ([`catalogue`], [`calls`]); estimates of D_KL from log probabilities
//! are recognised by their algebra ([`estimators`]).

mod arguments;
mod calls;
mod catalogue;
mod estimates;
mod estimators;
mod linear;
mod losses;
mod names;
mod traps;

use tree_sitter::{Node, Parser, Tree};

use super::answer::{Answer, Question, Refusal};
use names::Names;

/// A call, or an expression, that computes a divergence.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The line it begins on, from 1.
    pub line: usize,
    /// The column it begins at, from 1, in characters.
    pub column: usize,
    /// The full name of what is called, `torch.nn.functional.kl_div`, or the name of the estimator.
    pub call: String,
    /// Its text, on one line.
    pub text: String,
    /// Whether the name is known to be that of the library: imported, and not assigned again.
    pub certain: bool,
    /// The answer, or why there is none.
    pub outcome: Result<Answer, Refusal>,
}

/// What was found in a source file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// In the order of the source.
    pub findings: Vec<Finding>,
    /// Line and column of the first place that is not Python, if any. Calls there are not found.
    pub syntax_error: Option<(usize, usize)>,
}

/// A line longer than this is not read as code; a file may be as long as it likes.
const LONGEST_LINE: usize = 4_000;

/// How names are read that nothing defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// A file: what is not imported is not certain.
    File,
    /// A line from a command line, without its imports: customary names are taken as meant.
    Line,
}

/// Finds every call in a source file.
///
/// # Errors
/// A [`Refusal`] when the parser cannot be set up, or the source is too long for it.
pub fn scan(source: &str, question: &Question<'_>) -> Result<Scan, Refusal> {
    let tree = parse(source)?;
    let names = Names::read(tree.root_node(), source);
    Ok(Scan {
        findings: findings(tree.root_node(), &names, question, Mode::File),
        syntax_error: first_error(tree.root_node(), source),
    })
}

/// Answers for one line of code; `None` when it is not code with a call in it.
pub(super) fn line(text: &str, question: &Question<'_>) -> Option<Result<Answer, Refusal>> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let tree = parse(text).ok()?;
    let root = tree.root_node();
    if root.has_error() {
        return None;
    }
    let names = Names::read(root, text);
    let mut found = findings(root, &names, question, Mode::Line).into_iter();
    let Some(first) = found.next() else {
        // `a.b(c)` is no formula.
        let nodes = walk(root);
        let has = |kind: &str| nodes.iter().any(|node| node.kind() == kind);
        return (has("call") && has("attribute")).then(|| {
            Err(Refusal::unsupported(
                "this is Python, but no call in it is known to compute a divergence",
                "known are torch, TFP, SciPy, JAX, optax, keras, Pyro and NumPyro; or write the formula",
            ))
        });
    };
    if found.next().is_some() {
        return Some(Err(Refusal::ambiguous(
            "there is more than one call in the text",
            "ask about one call, or put the code into a file and use --file",
        )));
    }
    Some(first.outcome)
}

fn parse(source: &str) -> Result<Tree, Refusal> {
    let unreadable =
        || Refusal::unreadable("the source cannot be parsed", "check that it is Python");
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_python::LANGUAGE.into())
        .map_err(|_| unreadable())?;
    parser.parse(source, None).ok_or_else(unreadable)
}

fn findings(
    root: Node<'_>,
    names: &Names<'_>,
    question: &Question<'_>,
    mode: Mode,
) -> Vec<Finding> {
    let mut found = Vec::new();
    // Inside an expression that is already reported there is nothing more to say.
    let mut reported = 0;
    for node in walk(root) {
        if node.start_byte() < reported {
            continue;
        }
        let outcome = match node.kind() {
            "call" => calls::read(node, names, question, mode),
            "binary_operator" => estimators::read(node, names, question, mode),
            _ => None,
        };
        let Some((call, certain, mut outcome)) = outcome else {
            continue;
        };
        let (line, column) = place(node.start_byte(), names.source);
        if let Ok(answer) = &mut outcome {
            for warning in &mut answer.warnings {
                warning.line = Some(line);
            }
        }
        // A detached or nested argument may hold another call; an estimator does not.
        if node.kind() == "binary_operator" {
            reported = node.end_byte();
        }
        found.push(Finding {
            line,
            column,
            call,
            text: names.text(node),
            certain,
            outcome,
        });
    }
    found
}

/// Every node, parents first, without recursion: sources nest as deep as they like.
fn walk(root: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = root.walk();
    let mut nodes = Vec::new();
    loop {
        nodes.push(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return nodes;
            }
        }
    }
}

fn first_error(root: Node<'_>, source: &str) -> Option<(usize, usize)> {
    if !root.has_error() {
        return None;
    }
    let wrong = walk(root)
        .into_iter()
        .find(|node| node.is_error() || node.is_missing());
    Some(wrong.map_or((1, 1), |node| place(node.start_byte(), source)))
}

/// Line and column of a byte, both from 1.
fn place(byte: usize, source: &str) -> (usize, usize) {
    let before = source.get(..byte).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before.get(start..).unwrap_or("").chars().count() + 1)
}
