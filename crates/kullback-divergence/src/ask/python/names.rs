//! What names stand for: imports, aliases, objects made of a class, and simple assignments.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::catalogue::{CUSTOMARY, DISTINCT};
use super::{Mode, walk};

/// Texts are cut after this many bytes.
const LONGEST: usize = 100;

/// The names of one source.
pub struct Names<'a> {
    pub source: &'a str,
    aliases: HashMap<String, String>,
    wildcards: Vec<String>,
    /// Functions and classes of the source itself.
    defined: HashSet<String>,
    /// Parameters and targets of assignments that are not aliases.
    rebound: HashSet<String>,
    /// Assignments of one name, in order: name, function it is in, byte, value.
    assigned: Vec<(String, usize, usize, Node<'a>)>,
}

/// A name that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub path: String,
    pub certain: bool,
}

impl<'a> Names<'a> {
    /// Reads the whole source.
    pub fn read(root: Node<'a>, source: &'a str) -> Self {
        let mut names = Self {
            source,
            aliases: HashMap::new(),
            wildcards: Vec::new(),
            defined: HashSet::new(),
            rebound: HashSet::new(),
            assigned: Vec::new(),
        };
        let nodes = walk(root);
        for node in &nodes {
            match node.kind() {
                "import_statement" => names.import(*node),
                "import_from_statement" => names.import_from(*node),
                _ => {}
            }
        }
        for node in nodes {
            match node.kind() {
                "function_definition" | "class_definition" => {
                    if let Some(name) = node.child_by_field_name("name") {
                        names.defined.insert(names.raw(name).to_owned());
                    }
                    if let Some(parameters) = node.child_by_field_name("parameters") {
                        names.parameters(parameters);
                    }
                }
                "assignment" => names.assignment(node),
                "for_statement" | "for_in_clause" => {
                    if let Some(left) = node.child_by_field_name("left")
                        && left.kind() == "identifier"
                    {
                        names.rebound.insert(names.raw(left).to_owned());
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// The bytes of a node.
    pub fn raw(&self, node: Node<'_>) -> &'a str {
        self.source.get(node.byte_range()).unwrap_or("")
    }

    /// The text of a node on one line, cut where it is long.
    pub fn text(&self, node: Node<'_>) -> String {
        let mut text = String::new();
        let mut space = false;
        for c in self.raw(node).chars() {
            if c.is_whitespace() {
                space = !text.is_empty();
                continue;
            }
            if text.len() > LONGEST {
                text.push('…');
                break;
            }
            if space {
                text.push(' ');
                space = false;
            }
            text.push(c);
        }
        text
    }

    fn import(&mut self, node: Node<'a>) {
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            match name.kind() {
                "aliased_import" => self.aliased(name, ""),
                _ => {
                    // `import a.b` binds `a`.
                    let first = self.raw(name).split('.').next().unwrap_or("").to_owned();
                    self.aliases.insert(first.clone(), first);
                }
            }
        }
    }

    fn import_from(&mut self, node: Node<'a>) {
        let module = node
            .child_by_field_name("module_name")
            .map_or("", |m| self.raw(m))
            .to_owned();
        let mut cursor = node.walk();
        let imported: Vec<Node<'a>> = node.children_by_field_name("name", &mut cursor).collect();
        if imported.is_empty() {
            self.wildcards.push(module);
            return;
        }
        for name in imported {
            match name.kind() {
                "aliased_import" => self.aliased(name, &module),
                _ => {
                    let name = self.raw(name);
                    self.aliases
                        .insert(name.to_owned(), format!("{module}.{name}"));
                }
            }
        }
    }

    fn aliased(&mut self, node: Node<'a>, module: &str) {
        let (Some(name), Some(alias)) = (
            node.child_by_field_name("name"),
            node.child_by_field_name("alias"),
        ) else {
            return;
        };
        let path = match module {
            "" => self.raw(name).to_owned(),
            module => format!("{module}.{}", self.raw(name)),
        };
        self.aliases.insert(self.raw(alias).to_owned(), path);
    }

    fn parameters(&mut self, node: Node<'a>) {
        let mut cursor = node.walk();
        for parameter in node.named_children(&mut cursor) {
            let name = match parameter.kind() {
                "identifier" => Some(parameter),
                _ => parameter
                    .child_by_field_name("name")
                    .or_else(|| parameter.named_child(0))
                    .filter(|n| n.kind() == "identifier"),
            };
            if let Some(name) = name {
                self.rebound.insert(self.raw(name).to_owned());
            }
        }
    }

    fn assignment(&mut self, node: Node<'a>) {
        let (Some(left), Some(right)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) else {
            return;
        };
        let name = self.raw(left).to_owned();
        if left.kind() == "identifier" {
            // `tfd = tfp.distributions`
            if matches!(right.kind(), "attribute" | "identifier")
                && let Some(parts) = self.dotted(right)
                && let Some(first) = parts.first()
                && self.aliases.contains_key(first)
                && !self.rebound.contains(first)
                && let Some(path) = self.through_aliases(&parts)
            {
                self.aliases.entry(name).or_insert(path);
                return;
            }
            self.rebound.insert(name.clone());
        }
        if matches!(left.kind(), "identifier" | "attribute") {
            self.assigned
                .push((name, function_of(node), node.start_byte(), right));
        }
    }

    /// `a.b.c` as its parts.
    pub fn dotted(&self, mut node: Node<'_>) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        loop {
            match node.kind() {
                "identifier" => {
                    parts.push(self.raw(node).to_owned());
                    parts.reverse();
                    return Some(parts);
                }
                "attribute" => {
                    parts.push(self.raw(node.child_by_field_name("attribute")?).to_owned());
                    node = node.child_by_field_name("object")?;
                }
                _ => return None,
            }
        }
    }

    fn through_aliases(&self, parts: &[String]) -> Option<String> {
        let (first, rest) = parts.split_first()?;
        let mut path = self.aliases.get(first)?.clone();
        for part in rest {
            path.push('.');
            path.push_str(part);
        }
        Some(path)
    }

    /// Whether the source itself defines a function or class of this name.
    pub fn is_defined(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    /// Whether the first part of a dotted name is a module, as far as the source tells.
    pub fn is_module(&self, parts: &[String], mode: Mode) -> bool {
        parts.first().is_some_and(|first| {
            self.aliases.contains_key(first)
                || mode == Mode::Line && CUSTOMARY.iter().any(|(name, _)| name == first)
        })
    }

    /// Where a dotted name leads.
    pub fn resolve(&self, parts: &[String], mode: Mode) -> Option<Path> {
        let (first, rest) = parts.split_first()?;
        if self.defined.contains(first) {
            return None;
        }
        let certain = !self.rebound.contains(first);
        if let Some(path) = self.through_aliases(parts) {
            return Some(Path { path, certain });
        }
        if !certain {
            return None;
        }
        if rest.is_empty() {
            let known = |path: &str| super::catalogue::find(path).is_some();
            let wildcard = self
                .wildcards
                .iter()
                .map(|m| format!("{m}.{first}"))
                .find(|p| known(p));
            let path = wildcard.or_else(|| {
                let distinct = DISTINCT.iter().find(|(name, _)| name == first)?;
                Some(distinct.1.to_owned())
            })?;
            return Some(Path {
                path,
                certain: mode == Mode::Line,
            });
        }
        let (_, module) = CUSTOMARY.iter().find(|(name, _)| name == first)?;
        Some(Path {
            path: format!("{module}.{}", rest.join(".")),
            certain: mode == Mode::Line,
        })
    }

    /// The value last assigned to a name before a place in the same function, or to an attribute
    /// anywhere when it is assigned once.
    pub fn value(&self, name: &str, at: Node<'_>) -> Option<Node<'a>> {
        let mut own = self.assigned.iter().filter(|(n, ..)| n == name);
        if name.contains('.') {
            let (_, _, _, value) = own.next()?;
            return own.next().is_none().then_some(*value);
        }
        // To find the enclosing function is the dear part: most names are assigned nowhere.
        own.clone().next()?;
        let function = function_of(at);
        let before = at.start_byte();
        // The statement that holds the place does not define what it uses.
        own.rfind(|(_, f, byte, value)| {
            (*f == function || *f == 0) && *byte < before && value.end_byte() <= before
        })
        .map(|(_, _, _, value)| *value)
    }

    /// Whether an expression is a whole statement, but for means, sums, masks and brackets; then the
    /// name it is assigned to, or nothing.
    pub fn whole(&self, node: Node<'_>) -> Option<&'a str> {
        let mut at = node;
        for _ in 0..12 {
            let parent = at.parent()?;
            match parent.kind() {
                "assignment" => return parent.child_by_field_name("left").map(|n| self.raw(n)),
                "expression_statement" | "return_statement" | "module" => return Some(""),
                "parenthesized_expression" | "argument_list" | "attribute" => {}
                "call" => {
                    let function = parent.child_by_field_name("function")?;
                    let name = self.raw(function).rsplit('.').next().unwrap_or("");
                    if !matches!(name, "mean" | "sum" | "item" | "masked_mean") {
                        return None;
                    }
                }
                "binary_operator" => {
                    let other = [
                        parent.child_by_field_name("left"),
                        parent.child_by_field_name("right"),
                    ]
                    .into_iter()
                    .flatten()
                    .find(|n| *n != at)?;
                    let times =
                        parent.child_by_field_name("operator").map(|o| self.raw(o)) == Some("*");
                    if !times || !self.raw(other).to_lowercase().contains("mask") {
                        return None;
                    }
                }
                _ => return None,
            }
            at = parent;
        }
        None
    }
}

/// The byte at which the enclosing function begins; 0 for none.
fn function_of(node: Node<'_>) -> usize {
    let mut at = node;
    while let Some(parent) = at.parent() {
        if parent.kind() == "function_definition" {
            return parent.start_byte().max(1);
        }
        at = parent;
    }
    0
}
