//! Discogs' JSON of members: who they are, what they own and want.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::wire::Pagination;
use crate::integrations::facts::{CopyFacts, Page, WantFacts};
use crate::integrations::lenient;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Member {
    #[serde(deserialize_with = "lenient::text")]
    username: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Folders {
    #[serde(deserialize_with = "lenient::list")]
    folders: Vec<Folder>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Folder {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Copies {
    pagination: Pagination,
    #[serde(deserialize_with = "lenient::list")]
    releases: Vec<lenient::Row<Copy>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Copy {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    instance_id: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    folder_id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    date_added: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wants {
    pagination: Pagination,
    #[serde(deserialize_with = "lenient::list")]
    wants: Vec<lenient::Row<Want>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Want {
    #[serde(deserialize_with = "lenient::number")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    date_added: Option<String>,
}

impl Member {
    pub fn name(self) -> Option<String> {
        self.username
    }
}

impl Folders {
    /// Folder 0 is no folder: it holds the copies of all of them.
    pub fn names(self) -> Vec<(i64, String)> {
        self.folders.into_iter().filter_map(|folder| Some((folder.id.filter(|id| *id != 0)?, folder.name?))).collect()
    }
}

impl Copies {
    pub fn page(self, page: u32) -> Option<Page<CopyFacts>> {
        let is_empty = self.releases.is_empty();
        let told = lenient::told(self.releases, "copy", &format!("page {page}"), |copy| {
            Some(CopyFacts {
                discogs_id: copy.id.filter(|id| *id > 0)?,
                // Without a number of its own it is the only one.
                instance: copy.instance_id.unwrap_or(0),
                folder_id: copy.folder_id,
                added_at: moment(copy.date_added.as_deref()),
            })
        });
        self.pagination.page(page, is_empty, told)
    }
}

impl Wants {
    pub fn page(self, page: u32) -> Option<Page<WantFacts>> {
        let is_empty = self.wants.is_empty();
        let told = lenient::told(self.wants, "want", &format!("page {page}"), |want| {
            Some(WantFacts { discogs_id: want.id.filter(|id| *id > 0)?, added_at: moment(want.date_added.as_deref()) })
        });
        self.pagination.page(page, is_empty, told)
    }
}

fn moment(text: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(|at| at.to_utc())
}
