//! A file that a request brings.

use std::fs::File;
use std::io::Seek;

use async_graphql::{Context, InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::graphql::error::Failure;

/// What the front door puts in a file's place; after it comes which of the request's files.
const PLACE: &str = "#__graphql_file__:";

/// A file, sent as the GraphQL multipart request specification has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload(usize);

/// A file that comes beside the operation, as the GraphQL multipart request specification has it: 50 MB at most, from
/// somebody who has signed in.
#[Scalar(name = "Upload", specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let number = text.strip_prefix(PLACE).and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| {
            InputValueError::custom("a file is not written into the query: send it as a part of a form (`multipart/form-data`)")
        })
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

impl Upload {
    /// The file, from its beginning, to be read by a thread that may wait.
    pub fn file(self, ctx: &Context<'_>) -> Result<File, Failure> {
        let missing = || Failure::bad_input("The file is missing: send it as a part of a form (`multipart/form-data`).");
        let upload = ctx.query_env.uploads.get(self.0).ok_or_else(missing)?;
        // Clones share one place; whoever read before has left it at the end.
        let file = upload.content.try_clone().and_then(|mut file| file.rewind().map(|()| file));
        file.map_err(|error| Failure::internal(&error))
    }
}
