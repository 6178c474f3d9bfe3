//! How much one query may ask: depth, nodes, cost, aliases, and the bounds of a page.
//!
//! Cost is one for each field, times the lengths of the lists around it; nodes are the list items asked for.
//! Everything is read off the document before anything runs, with variables in place; a fragment is measured
//! once however often it is used.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::{Response, Value, Variables, value};

use super::complete::{Shapes, complete};
use super::error::{Code, Failure};
use super::page;
use crate::config::LimitsConfig;

/// The usual introspection query needs one; GraphQL's reference implementation refuses three.
const MOST_INTROSPECTION: u32 = 2;

/// What one query asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    pub cost: u64,
    pub nodes: u64,
    pub depth: u32,
    pub aliases: u64,
    /// How many of introspection's lists lie inside one another: each multiplies by the size of the schema.
    pub introspection: u32,
}

impl Measure {
    fn times(self, factor: u64) -> Self {
        Self { cost: self.cost.saturating_mul(factor), nodes: self.nodes.saturating_mul(factor), ..self }
    }

    fn and(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            nodes: self.nodes.saturating_add(other.nodes),
            depth: self.depth.max(other.depth),
            aliases: self.aliases.saturating_add(other.aliases),
            introspection: self.introspection.max(other.introspection),
        }
    }
}

/// What the limits need to know of a field.
#[derive(Clone)]
pub struct FieldShape {
    is_paged: bool,
    /// As the schema writes it: `[Album!]!`.
    pub ty: String,
    /// Without lists and marks: `Album`.
    pub inner: String,
}

/// The limits, and the shapes of the schema's fields.
#[derive(Clone)]
pub struct Limits {
    shapes: Arc<Shapes>,
    limits: LimitsConfig,
}

impl Limits {
    pub fn new(sdl: &str, limits: &LimitsConfig) -> Self {
        Self { shapes: Arc::new(shapes(sdl)), limits: limits.clone() }
    }

    /// Measures the operation that would run, and refuses what is out of bounds.
    pub fn measure(&self, document: &ExecutableDocument, variables: &Variables, operation: Option<&str>) -> Result<Measure, Failure> {
        if let Some((name, _)) = variables.iter().find(|(_, value)| holds_nul(value)) {
            return Err(Failure::bad_input(format!("The variable `{name}` holds a NUL character.")));
        }
        let Some(operation) = chosen(document, operation) else { return Ok(Measure::default()) };
        let root = root(operation);
        let mut walk = Walk { limits: self, document, variables, operation, fragments: HashMap::new(), open: Vec::new() };
        let measure = walk.set(root, &operation.selection_set.node)?.whole();
        for (name, asked, most) in [
            ("depth", u64::from(measure.depth), self.limits.depth),
            ("nodes", measure.nodes, self.limits.nodes),
            ("cost", measure.cost, self.limits.cost),
            ("aliases", measure.aliases, self.limits.aliases),
            ("depth of introspection", u64::from(measure.introspection), MOST_INTROSPECTION),
        ] {
            if asked > u64::from(most) {
                let message =
                    format!("The query asks too much: its {name} is {asked}, the limit is {most}. Ask for less, or in several requests.");
                return Err(Failure::new(Code::QueryTooCostly, message));
            }
        }
        Ok(measure)
    }
}

/// What a selection set asks: once for itself, and once for every row of the list it may be about.
#[derive(Clone, Copy, Default)]
struct Parts {
    own: Measure,
    /// Under `nodes` and `edges`: as often as the page has rows.
    rows: Measure,
}

impl Parts {
    fn whole(self) -> Measure {
        self.own.and(self.rows)
    }

    fn and(self, other: Self) -> Self {
        Self { own: self.own.and(other.own), rows: self.rows.and(other.rows) }
    }
}

struct Walk<'a> {
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    operation: &'a OperationDefinition,
    fragments: HashMap<String, Parts>,
    open: Vec<String>,
}

impl Walk<'_> {
    fn set(&mut self, parent: &str, set: &SelectionSet) -> Result<Parts, Failure> {
        let mut sum = Parts::default();
        for selection in &set.items {
            let parts = match &selection.node {
                Selection::Field(field) => self.field(parent, &field.node)?,
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(parent, |on| on.node.on.node.as_str());
                    self.set(on, &inline.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => self.fragment(spread.node.fragment_name.node.as_str())?,
            };
            sum = sum.and(parts);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &str) -> Result<Parts, Failure> {
        if let Some(known) = self.fragments.get(name) {
            return Ok(*known);
        }
        if self.open.iter().any(|open| open == name) {
            return Err(Failure::bad_input(format!("The fragment `{name}` contains itself.")));
        }
        // An unknown fragment is the validation's to name.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Parts::default()) };
        self.open.push(name.to_owned());
        let parts = self.set(fragment.node.type_condition.node.on.node.as_str(), &fragment.node.selection_set.node)?;
        self.open.pop();
        self.fragments.insert(name.to_owned(), parts);
        Ok(parts)
    }

    fn field(&mut self, parent: &str, field: &Field) -> Result<Parts, Failure> {
        let name = field.name.node.as_str();
        for (argument, value) in &field.arguments {
            // Nothing that is stored holds one, and PostgreSQL's text cannot.
            if value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null)).is_ok_and(|value| holds_nul(&value)) {
                return Err(Failure::bad_input(format!("`{}` holds a NUL character.", argument.node)));
            }
        }
        let shape = self.limits.shapes.get(parent).and_then(|fields| fields.get(name));
        let inner = shape.map_or_else(String::new, |shape| shape.inner.clone());
        let below = self.set(&inner, &field.selection_set.node)?;
        let mut measure = if shape.is_some_and(|shape| shape.is_paged) {
            let length = self.page_length(field)?;
            // The rows themselves, once however they are asked for.
            let rows = Measure { nodes: u64::from(below.rows.cost > 0), ..below.rows };
            let rows = Measure { nodes: rows.nodes.saturating_add(below.rows.nodes), ..rows };
            below.own.and(rows.times(length))
        } else if (parent, name) == ("Query", "nodes") {
            let length = self.list_length(field, "ids");
            Measure { nodes: below.whole().nodes + 1, ..below.whole() }.times(length)
        } else {
            below.whole()
        };
        measure.cost = measure.cost.saturating_add(1);
        measure.depth += 1;
        // Introspection's own types are not in the schema's shapes.
        if (parent.is_empty() || parent.starts_with("__")) && ["fields", "interfaces", "possibleTypes", "inputFields"].contains(&name) {
            measure.introspection += 1;
        }
        measure.aliases = measure.aliases.saturating_add(u64::from(field.alias.is_some()));
        let is_row = parent.ends_with("Connection") && matches!(name, "nodes" | "edges");
        Ok(if is_row { Parts { own: Measure::default(), rows: measure } } else { Parts { own: measure, rows: Measure::default() } })
    }

    fn page_length(&self, field: &Field) -> Result<u64, Failure> {
        let mut length = None;
        for name in ["first", "last"] {
            if let Some(value) = self.argument(field, name)
                && let Value::Number(number) = value
            {
                let number = number.as_i64().unwrap_or(i64::MAX);
                if !(0..=i64::from(page::MOST)).contains(&number) {
                    return Err(page::out_of_bounds(name, number));
                }
                length = Some(number.unsigned_abs());
            }
        }
        Ok(length.unwrap_or(u64::from(page::DEFAULT.unsigned_abs())))
    }

    fn list_length(&self, field: &Field, name: &str) -> u64 {
        match self.argument(field, name) {
            Some(Value::List(items)) => items.len() as u64,
            _ => 1,
        }
    }

    /// An argument with its variables in place.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?;
        value
            .node
            .clone()
            .into_const_with(|variable| {
                let given = self.variables.get(&variable).cloned();
                let default = || {
                    let definition = self.operation.variable_definitions.iter().find(|definition| definition.node.name.node == variable)?;
                    definition.node.default_value().cloned()
                };
                Ok::<_, ()>(given.or_else(default).unwrap_or(Value::Null))
            })
            .ok()
    }
}

fn root(operation: &OperationDefinition) -> &'static str {
    match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}

pub(super) fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name).map(|operation| &operation.node),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next().map(|operation| &operation.node)
        }
        // The executor refuses to choose.
        (DocumentOperations::Multiple(_), None) => None,
    }
}

/// Which fields are paged, and what type is inside each.
fn shapes(sdl: &str) -> Shapes {
    let Ok(document) = async_graphql::parser::parse_schema(sdl) else { return HashMap::new() };
    let mut types = HashMap::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let fields = match definition.node.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            _ => continue,
        };
        let shape = |field: async_graphql::parser::types::FieldDefinition| {
            let is_paged = field.arguments.iter().any(|argument| argument.node.name.node == "first");
            (field.name.node.to_string(), FieldShape { is_paged, inner: inner(&field.ty.node.to_string()), ty: field.ty.node.to_string() })
        };
        types.insert(definition.node.name.node.to_string(), fields.into_iter().map(|field| shape(field.node)).collect());
    }
    types
}

fn inner(ty: &str) -> String {
    ty.trim_matches(|letter| matches!(letter, '[' | ']' | '!')).to_owned()
}

impl Limits {
    /// What the answer says of it.
    pub fn told(&self, measure: &Measure) -> Value {
        let limits = &self.limits;
        value!({
            "cost": measure.cost, "maxCost": limits.cost,
            "nodes": measure.nodes, "maxNodes": limits.nodes,
            "depth": measure.depth, "maxDepth": limits.depth,
        })
    }

    /// Completes the answer to the operation that ran.
    pub fn complete(&self, document: &ExecutableDocument, operation: Option<&str>, response: &mut Response) {
        if let Some(operation) = chosen(document, operation) {
            complete(document, &self.shapes, root(operation), &operation.selection_set.node, response);
        }
    }
}
