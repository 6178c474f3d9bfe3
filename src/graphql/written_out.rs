//! How long a document is with its fragments written out, in every operation that it holds.
//!
//! Fragments within fragments multiply, and async-graphql's own check of the depth walks every use of each, in
//! all operations: a document of a few hundred bytes kept it busy for minutes. So this is asked first.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::error::{Code, Failure};

/// A document of the most tokens that are taken has a tenth of it.
const MOST: u64 = 50_000;

/// Refuses a document that is too long to walk, or endless.
pub fn check(document: &ExecutableDocument) -> Result<(), Failure> {
    let mut walk = Walk { document, known: HashMap::new(), open: Vec::new() };
    for (_, operation) in document.operations.iter() {
        let length = walk.length(&operation.node.selection_set.node)?;
        if length > MOST {
            let message = format!("The query asks too much: with its fragments written out it has {length} fields, the limit is {MOST}.");
            return Err(Failure::new(Code::QueryTooCostly, message));
        }
    }
    Ok(())
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    known: HashMap<&'a str, u64>,
    open: Vec<&'a str>,
}

impl<'a> Walk<'a> {
    fn length(&mut self, set: &'a SelectionSet) -> Result<u64, Failure> {
        let mut sum = 0_u64;
        for selection in &set.items {
            let below = match &selection.node {
                Selection::Field(field) => self.length(&field.node.selection_set.node)?,
                Selection::InlineFragment(inline) => self.length(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            sum = sum.saturating_add(below).saturating_add(1);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a str) -> Result<u64, Failure> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        if self.open.contains(&name) {
            return Err(Failure::bad_input(format!("The fragment `{name}` contains itself.")));
        }
        // An unknown fragment is the validation's to name.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(0) };
        self.open.push(name);
        let length = self.length(&fragment.node.selection_set.node)?;
        self.open.pop();
        self.known.insert(name, length);
        Ok(length)
    }
}
