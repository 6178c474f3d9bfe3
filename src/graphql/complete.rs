//! Completing an answer as the specification wants it: fields in the order asked for, `null` where a field
//! failed, and, where that must not be null, in the nearest place that may.
//!
//! async-graphql 7 leaves failed fields out and puts the others in the order in which they were ready.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, PathSegment, Response, Value};
use indexmap::IndexMap;

use super::limits::FieldShape;

/// The fields of every type.
pub type Shapes = HashMap<String, HashMap<String, FieldShape>>;

/// What the document asks of one object: selection sets, each with the type it is on.
type Asked<'a> = Vec<(&'a str, &'a SelectionSet)>;

/// The fields asked of one object, by the names that the answer gives them, fragments in place.
type Plan<'a> = IndexMap<&'a str, Wanted<'a>>;

/// One field that is asked for: its type, and what is asked of its value.
struct Wanted<'a> {
    ty: &'a str,
    below: Plan<'a>,
}

/// Completes an answer to the operation whose root is this selection set.
pub fn complete(document: &ExecutableDocument, shapes: &Shapes, root: &str, set: &SelectionSet, response: &mut Response) {
    let has_failed = response.errors.iter().any(|error| !error.path.is_empty());
    if response.data == Value::Null && !has_failed {
        // Refused before anything ran.
        return;
    }
    let plan = plan(document, shapes, &vec![(root, set)]);
    let mut data = std::mem::take(&mut response.data);
    if data == Value::Null {
        data = Value::Object(IndexMap::new());
    }
    for error in &response.errors {
        if !error.path.is_empty() && !place(&plan, &mut data, &error.path) {
            return;
        }
    }
    order(&plan, &mut data);
    response.data = data;
}

/// Puts `null` where a path failed; `false` where no place on the path down to here may be null.
fn place(plan: &Plan<'_>, value: &mut Value, path: &[PathSegment]) -> bool {
    let Some((PathSegment::Field(key), rest)) = path.split_first() else { return true };
    // Something above has become null already.
    let Value::Object(map) = value else { return true };
    let Some(wanted) = plan.get(key.as_str()) else { return true };
    let is_placed = match map.get_mut(key.as_str()) {
        Some(child) if !rest.is_empty() => descend(&wanted.below, wanted.ty.trim_end_matches('!'), child, rest),
        // Failed, or lost with something below it that must not be null.
        _ => false,
    };
    if is_placed {
        return true;
    }
    if wanted.ty.ends_with('!') {
        return false;
    }
    map.insert(Name::new(key), Value::Null);
    true
}

/// Through lists, down to an object.
fn descend(plan: &Plan<'_>, ty: &str, value: &mut Value, path: &[PathSegment]) -> bool {
    let Some((PathSegment::Index(at), rest)) = path.split_first() else { return place(plan, value, path) };
    let Value::List(items) = value else { return true };
    let Some(item) = items.get_mut(*at) else { return true };
    let inner = ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')).unwrap_or(ty);
    if !rest.is_empty() && descend(plan, inner.trim_end_matches('!'), item, rest) {
        return true;
    }
    if inner.ends_with('!') {
        return false;
    }
    *item = Value::Null;
    true
}

/// Puts the fields of every object into the order in which they were asked for.
fn order(plan: &Plan<'_>, value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| order(plan, item)),
        Value::Object(map) => {
            if !map.keys().map(Name::as_str).eq(plan.keys().copied()) {
                let mut ordered = IndexMap::with_capacity(map.len());
                for key in plan.keys() {
                    if let Some((name, child)) = map.swap_remove_entry(*key) {
                        ordered.insert(name, child);
                    }
                }
                // Whatever the document does not explain stays, at the end.
                ordered.append(map);
                *map = ordered;
            }
            for (key, child) in map.iter_mut() {
                if let Some(wanted) = plan.get(key.as_str()).filter(|wanted| !wanted.below.is_empty()) {
                    order(&wanted.below, child);
                }
            }
        }
        _ => {}
    }
}

fn plan<'a>(document: &'a ExecutableDocument, shapes: &'a Shapes, asked: &Asked<'a>) -> Plan<'a> {
    let mut fields: IndexMap<&'a str, (&'a str, Asked<'a>)> = IndexMap::new();
    for (parent, set) in asked {
        collect(document, shapes, parent, set, &mut fields);
    }
    fields.into_iter().map(|(key, (ty, below))| (key, Wanted { ty, below: plan(document, shapes, &below) })).collect()
}

fn collect<'a>(
    document: &'a ExecutableDocument,
    shapes: &'a Shapes,
    parent: &'a str,
    set: &'a SelectionSet,
    fields: &mut IndexMap<&'a str, (&'a str, Asked<'a>)>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let shape = shapes.get(parent).and_then(|types| types.get(field.node.name.node.as_str()));
                let (ty, inner) = shape.map_or(("", ""), |shape| (shape.ty.as_str(), shape.inner.as_str()));
                let (_, below) = fields.entry(field.node.response_key().node.as_str()).or_insert((ty, Vec::new()));
                if !field.node.selection_set.node.items.is_empty() {
                    below.push((inner, &field.node.selection_set.node));
                }
            }
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref().map_or(parent, |on| on.node.on.node.as_str());
                collect(document, shapes, on, &inline.node.selection_set.node, fields);
            }
            Selection::FragmentSpread(spread) => {
                // The document has been validated: no fragment is missing, and none holds itself.
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(
                        document,
                        shapes,
                        fragment.node.type_condition.node.on.node.as_str(),
                        &fragment.node.selection_set.node,
                        fields,
                    );
                }
            }
        }
    }
}
