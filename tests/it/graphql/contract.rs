//! Everything that clients were promised is there, under the same name and of the same type.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind, TypeSystemDefinition};

use crate::support::shared;

/// A type as a list of what it promises, each a line: a field with its type, an argument, a value, an interface.
type Promises = BTreeMap<String, BTreeSet<String>>;

fn promises(sdl: &str) -> Promises {
    let mut types = Promises::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let lines = types.entry(definition.name.node.to_string()).or_default();
        let input = |value: &InputValueDefinition| {
            let default = value.default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
            format!("{}: {}{default}", value.name.node, value.ty.node)
        };
        let mut field = |field: &FieldDefinition| {
            let name = &field.name.node;
            lines.insert(format!("{name}: {}", field.ty.node));
            lines.extend(field.arguments.iter().map(|argument| format!("{name}({})", input(&argument.node))));
        };
        match definition.kind {
            TypeKind::Scalar => _ = lines.insert("scalar".to_owned()),
            TypeKind::Object(object) => {
                object.fields.iter().for_each(|one| field(&one.node));
                lines.extend(object.implements.iter().map(|name| format!("implements {}", name.node)));
            }
            TypeKind::Interface(interface) => interface.fields.iter().for_each(|one| field(&one.node)),
            TypeKind::Enum(values) => lines.extend(values.values.iter().map(|value| value.node.value.node.to_string())),
            TypeKind::InputObject(object) => {
                lines.extend(object.fields.iter().map(|one| input(&one.node)));
                lines.extend(definition.directives.iter().map(|directive| format!("@{}", directive.node.name.node)));
            }
            TypeKind::Union(union) => lines.extend(union.members.iter().map(|name| name.node.to_string())),
        }
    }
    types
}

#[test]
fn what_clients_were_promised_is_there() {
    let Some(text) = shared::text("contract.graphql") else { return };
    let (promised, ours) = (promises(&text), promises(&vinilogy::graphql::sdl()));
    let (mut kept, mut broken) = (0, Vec::new());
    for (name, lines) in &promised {
        let Some(mine) = ours.get(name) else {
            broken.push(format!("type {name}"));
            continue;
        };
        for line in lines {
            if mine.contains(line) {
                kept += 1;
            } else {
                broken.push(format!("{name}: {line}"));
            }
        }
    }
    println!("{kept} promises kept");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Every list is a connection of one shape.
#[test]
fn every_connection_has_the_same_shape() {
    let ours = promises(&vinilogy::graphql::sdl());
    for (name, lines) in ours.iter().filter(|(name, _)| name.ends_with("Connection")) {
        let thing = name.strip_suffix("Connection").unwrap();
        let node = match thing {
            "SimilarArtist" => "Artist",
            "Wantlist" => "WantlistItem",
            "Collection" => "CollectionItem",
            thing => thing,
        };
        for line in
            [format!("edges: [{thing}Edge!]!"), format!("nodes: [{node}!]!"), "pageInfo: PageInfo!".into(), "totalCount: Int!".into()]
        {
            assert!(lines.contains(&line), "{name} lacks {line}: {lines:?}");
        }
        let edge = &ours[&format!("{thing}Edge")];
        assert!(edge.contains("cursor: String!") && edge.contains(&format!("node: {node}!")), "{edge:?}");
    }
}

#[test]
fn everything_is_described() {
    let mut silent = Vec::new();
    for definition in parse_schema(vinilogy::graphql::sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        // async-graphql makes connections and edges, and its own scalars, and describes them in its own way.
        if definition.description.is_none() && !["Connection", "Edge", "Decimal"].iter().any(|end| name.ends_with(end)) {
            silent.push(name.clone());
        }
        if let TypeKind::Object(object) = &definition.kind {
            // What every connection has, every connection describes alike.
            let obvious = name.ends_with("Connection") || name.ends_with("Edge");
            silent.extend(
                object
                    .fields
                    .iter()
                    .filter(|field| field.node.description.is_none() && !obvious)
                    .map(|field| format!("{name}.{}", field.node.name.node)),
            );
        }
    }
    assert!(silent.is_empty(), "not described: {silent:?}");
}
