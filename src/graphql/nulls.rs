//! What an error leaves behind: `null` where the field may be null, else in the nearest place above that may.
//!
//! async-graphql leaves the field out of its object, whatever its type, and an object without any field is null. A client that knows the schema reads
//! an absent field as a broken promise; so its place is put right here, along the path of each error.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationType, Selection, SelectionSet, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, Response, Value};

/// Fields with their types, by the type that has them.
pub struct Shapes(HashMap<String, HashMap<String, Type>>);

/// Which operation an answer belongs to.
pub struct Asked {
    pub query: String,
    pub operation: Option<String>,
}

impl Shapes {
    pub fn of(sdl: &str) -> Self {
        let Ok(document) = async_graphql::parser::parse_schema(sdl) else { return Self(HashMap::new()) };
        let mut types = HashMap::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node)).collect();
            types.insert(definition.node.name.node.to_string(), fields);
        }
        Self(types)
    }

    /// Puts `null` where the errors of an answer belong.
    pub fn complete(&self, response: &mut Response, asked: &Asked) {
        // A request that never ran has no data, and no place for any.
        if response.errors.is_empty() || response.errors.iter().any(|error| error.path.is_empty()) {
            return;
        }
        let Ok(document) = async_graphql::parser::parse_query(&asked.query) else { return };
        let operation = match (&document.operations, asked.operation.as_deref()) {
            (DocumentOperations::Single(operation), _) => Some(operation),
            (DocumentOperations::Multiple(all), Some(name)) => all.get(name),
            (DocumentOperations::Multiple(all), None) => all.values().next(),
        };
        let Some(operation) = operation else { return };
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let Some(root) = Type::new(root) else { return };
        for error in &response.errors {
            open(&mut response.data, &error.path);
        }
        let work = Work { shapes: self, document: &document };
        for error in &response.errors {
            work.mend(&mut response.data, &root, &[&operation.node.selection_set.node], &error.path);
        }
    }
}

/// Makes an object again of what lost all its fields.
fn open(value: &mut Value, path: &[PathSegment]) {
    let Some((step, rest)) = path.split_first() else { return };
    if *value == Value::Null && matches!(step, PathSegment::Field(_)) {
        *value = Value::Object(async_graphql::indexmap::IndexMap::new());
    }
    match (step, value) {
        (PathSegment::Field(key), Value::Object(fields)) => {
            if let Some(value) = fields.get_mut(key.as_str()) {
                open(value, rest);
            }
        }
        (PathSegment::Index(at), Value::List(items)) => {
            if let Some(value) = items.get_mut(*at) {
                open(value, rest);
            }
        }
        _ => {}
    }
}

struct Work<'a> {
    shapes: &'a Shapes,
    document: &'a ExecutableDocument,
}

impl<'a> Work<'a> {
    /// Whether the value can stay; if not, it was to become null and may not be.
    fn mend(&self, value: &mut Value, ty: &Type, sets: &[&'a SelectionSet], path: &[PathSegment]) -> bool {
        let stays = match (path.split_first(), &mut *value, &ty.base) {
            (Some((PathSegment::Field(key), rest)), Value::Object(fields), BaseType::Named(parent)) => {
                let (found, below) = self.field(parent, key, sets);
                match found {
                    Some(ty) => self.mend(fields.entry(Name::new(key)).or_insert(Value::Null), ty, &below, rest),
                    None => true,
                }
            }
            (Some((PathSegment::Index(at), rest)), Value::List(items), BaseType::List(ty)) => {
                items.get_mut(*at).is_none_or(|item| self.mend(item, ty, sets, rest))
            }
            (_, Value::Null, _) => false,
            _ => true,
        };
        if !stays && ty.nullable {
            *value = Value::Null;
        }
        stays || ty.nullable
    }

    /// The type of the field that answers under `key`, and what is selected below it.
    fn field(&self, parent: &str, key: &str, sets: &[&'a SelectionSet]) -> (Option<&'a Type>, Vec<&'a SelectionSet>) {
        let (mut found, mut below) = (None, Vec::new());
        let mut open: Vec<(&str, &SelectionSet)> = sets.iter().map(|set| (parent, *set)).collect();
        let mut seen = std::collections::HashSet::new();
        while let Some((parent, set)) = open.pop() {
            for selection in &set.items {
                match &selection.node {
                    Selection::Field(field) if field.node.response_key().node == key => {
                        found = found.or_else(|| self.shapes.0.get(parent)?.get(field.node.name.node.as_str()));
                        below.push(&field.node.selection_set.node);
                    }
                    Selection::Field(_) => {}
                    Selection::InlineFragment(inline) => {
                        let on = inline.node.type_condition.as_ref().map_or(parent, |on| on.node.on.node.as_str());
                        open.push((on, &inline.node.selection_set.node));
                    }
                    Selection::FragmentSpread(spread) => {
                        let name = &spread.node.fragment_name.node;
                        if let Some(fragment) = self.document.fragments.get(name).filter(|_| seen.insert(name)) {
                            open.push((fragment.node.type_condition.node.on.node.as_str(), &fragment.node.selection_set.node));
                        }
                    }
                }
            }
        }
        (found, below)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{PathSegment, ServerError, value};

    use super::*;

    const SDL: &str = "type Query { a: A b: A! list: [A!] holes: [A]! } type A { id: ID! name: String a: A! maybe: A }";

    fn check(query: &str, data: Value, path: &[&str], right: &Value) {
        let mut error = ServerError::new("it broke", None);
        let segment = |step: &&str| step.parse().map_or_else(|_| PathSegment::Field((*step).to_owned()), PathSegment::Index);
        error.path = path.iter().map(segment).collect();
        let mut response = Response::new(data);
        response.errors.push(error);
        Shapes::of(SDL).complete(&mut response, &Asked { query: query.to_owned(), operation: None });
        assert_eq!(response.data, *right, "{query} {path:?}");
    }

    #[test]
    fn null_where_it_may_be_and_else_above() {
        check("{ a { id name } }", value!({"a": {"id": "1"}}), &["a", "name"], &value!({"a": {"id": "1", "name": null}}));
        check("{ a { id name } }", value!({"a": {"name": "x"}}), &["a", "id"], &value!({"a": null}));
        check("{ a { name } }", Value::Null, &["a", "name"], &value!({"a": null}));
        check("{ a { name } }", value!({"a": null}), &["a", "name"], &value!({"a": {"name": null}}));
        check("{ a { maybe { id } } }", value!({"a": {"maybe": null}}), &["a", "maybe", "id"], &value!({"a": {"maybe": null}}));
        check("{ x: a { id } b { id } }", value!({"b": {"id": "1"}}), &["x"], &value!({"x": null, "b": {"id": "1"}}));
        check("{ a { id } b { a { id } } }", value!({"a": {"id": "1"}, "b": {"a": {}}}), &["b", "a", "id"], &Value::Null);
        check("{ a { maybe { a { id } } } }", value!({"a": {"maybe": {}}}), &["a", "maybe", "a"], &value!({"a": {"maybe": null}}));
        check("{ list { id } }", value!({"list": [{"id": "1"}, {}]}), &["list", "1", "id"], &value!({"list": null}));
        check("{ holes { id } }", value!({"holes": [{"id": "1"}, {}]}), &["holes", "1", "id"], &value!({"holes": [{"id": "1"}, null]}));
        check("{ a { ...f } } fragment f on A { ... on A { other: id } }", value!({"a": {}}), &["a", "other"], &value!({"a": null}));
    }
}
