//! Arguments of a call, bound to parameters as Python binds them, and what their text says.

use tree_sitter::Node;

use super::names::Names;

/// The arguments of one call.
pub struct Bound<'a> {
    list: Vec<(String, Node<'a>)>,
    /// `*args` or `**kwargs` hide which argument is which.
    pub unpacked: bool,
}

impl<'a> Bound<'a> {
    /// Binds the arguments of a call to the names of the parameters.
    pub fn new(call: Node<'a>, parameters: &[&str], names: &Names<'a>) -> Self {
        let mut bound = Self {
            list: Vec::new(),
            unpacked: false,
        };
        let Some(arguments) = call.child_by_field_name("arguments") else {
            return bound;
        };
        let mut cursor = arguments.walk();
        let mut position = 0_usize;
        for argument in arguments.named_children(&mut cursor) {
            match argument.kind() {
                "comment" => {}
                "keyword_argument" => {
                    if let (Some(name), Some(value)) = (
                        argument.child_by_field_name("name"),
                        argument.child_by_field_name("value"),
                    ) {
                        bound.list.push((names.raw(name).to_owned(), value));
                    }
                }
                "list_splat" | "dictionary_splat" => bound.unpacked = true,
                _ => {
                    if let Some(parameter) = parameters.get(position) {
                        bound.list.push(((*parameter).to_owned(), argument));
                    }
                    position += 1;
                }
            }
        }
        bound
    }

    /// The value of a parameter.
    pub fn get(&self, parameter: &str) -> Option<Node<'a>> {
        self.list
            .iter()
            .find(|(name, _)| name == parameter)
            .map(|(_, node)| *node)
    }

    /// Whether there are no arguments at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && !self.unpacked
    }
}

/// What an argument looks like it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// Logarithms: it is a call of `log_softmax`, `log`, …
    Log,
    /// Probabilities: it is a call of `softmax`, `exp`, …
    Linear,
    Unknown,
}

/// An argument as text, and what can be told from it.
#[derive(Clone, Debug)]
pub struct Argument {
    pub text: String,
    /// No gradient flows through it.
    pub detached: bool,
    pub looks: Looks,
    /// What is inside of a logarithm, where it is one.
    pub inside: Option<String>,
}

/// Methods that change neither the values' scale nor their meaning.
const SHAPES: [&str; 14] = [
    "detach",
    "view",
    "reshape",
    "float",
    "double",
    "clone",
    "to",
    "cpu",
    "cuda",
    "contiguous",
    "squeeze",
    "unsqueeze",
    "flatten",
    "type_as",
];

impl Argument {
    pub fn new(node: Node<'_>, names: &Names<'_>) -> Self {
        let text = names.text(node);
        let mut detached = false;
        let mut at = node;
        let mut looks = Looks::Unknown;
        let mut inside = None;
        // A name is followed to its value a few times: `log_p = F.log_softmax(x, -1)`.
        for _ in 0..16 {
            match at.kind() {
                "identifier" => match names.value(names.raw(at), node) {
                    Some(value) if matches!(value.kind(), "call" | "identifier") && value != at => {
                        at = value;
                    }
                    _ => break,
                },
                "parenthesized_expression" => match at.named_child(0) {
                    Some(inner) => at = inner,
                    None => break,
                },
                "subscript" => match at.child_by_field_name("value") {
                    Some(value) => at = value,
                    None => break,
                },
                "call" => {
                    let Some(function) = at.child_by_field_name("function") else {
                        break;
                    };
                    let last = match function.kind() {
                        "attribute" => function.child_by_field_name("attribute"),
                        _ => Some(function),
                    };
                    let name = last.map_or("", |n| names.raw(n));
                    let object = match function.kind() {
                        "attribute" => function.child_by_field_name("object"),
                        _ => None,
                    };
                    let first = at
                        .child_by_field_name("arguments")
                        .and_then(|list| list.named_child(0));
                    if SHAPES.contains(&name) {
                        detached |= name == "detach";
                        match object {
                            Some(object) => at = object,
                            None => break,
                        }
                        continue;
                    }
                    if name == "stop_gradient" {
                        detached = true;
                        match first {
                            Some(first) => at = first,
                            None => break,
                        }
                        continue;
                    }
                    (looks, inside) = scale_of(name, object, first, names);
                    break;
                }
                _ => break,
            }
        }
        Self {
            text,
            detached,
            looks,
            inside,
        }
    }

    /// A parameter without an argument: its own name stands for it.
    pub fn parameter(name: &str) -> Self {
        Self {
            text: name.to_owned(),
            detached: false,
            looks: Looks::Unknown,
            inside: None,
        }
    }

    /// The words of its text, in lower case.
    pub fn words(&self) -> Vec<String> {
        self.text
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

fn scale_of(
    function: &str,
    object: Option<Node<'_>>,
    first: Option<Node<'_>>,
    names: &Names<'_>,
) -> (Looks, Option<String>) {
    // `x.log_softmax(-1)` is a method of its argument; `F.log_softmax(x, -1)` is not.
    let is_value = |x: &Node<'_>| {
        !matches!(
            x.kind(),
            "integer" | "unary_operator" | "keyword_argument" | "comment"
        )
    };
    let of = first.filter(is_value).or(object).map(|x| names.text(x));
    match function {
        "log_softmax" => (Looks::Log, of.map(|x| format!("softmax({x})"))),
        "logsigmoid" | "log_sigmoid" | "log_prob" => (Looks::Log, None),
        "log" => (Looks::Log, of),
        "softmax" | "exp" | "sigmoid" => (Looks::Linear, None),
        _ => (Looks::Unknown, None),
    }
}

/// A literal number, with its sign.
pub fn number(node: Node<'_>, names: &Names<'_>) -> Option<f64> {
    names
        .raw(node)
        .replace(['_', ' '], "")
        .parse::<f64>()
        .ok()
        .filter(|x| x.is_finite())
}

/// The content of a literal string.
pub fn string(node: Node<'_>, names: &Names<'_>) -> Option<String> {
    if node.kind() != "string" {
        return None;
    }
    Some(names.raw(node).trim_matches(['"', '\'']).to_owned())
}
