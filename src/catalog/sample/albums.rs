//! Albums, complete lists of their pressings among them.

use rand::RngExt;

use super::super::naming::normal;
use super::artists::mbid;
use super::names::one_of;
use super::{Copy, Draw, Filling, Plan, SampleError};

const ALBUMS: &str = "id, mbid, discogs_master_id, discogs_master_ids, artist_id, title, normalized_title, first_release_year, is_studio, \
                      primary_type, secondary_types, track_count, cover_checked_at, source, releases_synced_at, \
                      releases_sync_started_at, releases_expected, created_at, updated_at";

pub(super) async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<(&'static str, u64), SampleError> {
    let rng = &mut plan.draw(Draw::Albums);
    let mut copy = Copy::into(&filling.client, "albums", ALBUMS, plan.albums.len() as u64, filling.progress).await?;
    for (id, album) in (1_i64..).zip(&plan.albums) {
        let moment = plan.moment(rng);
        let masters: Vec<i64> = rng.random_bool(0.9).then(|| id * 7 + rng.random_range(0..7)).into_iter().collect();
        let secondary: Vec<&str> = if album.is_studio {
            vec![]
        } else {
            vec![one_of(rng, &["Live", "Live", "Compilation", "Compilation", "Soundtrack", "Remix"])]
        };
        let tracks = rng.random_bool(0.7).then(|| rng.random_range(6..19_i32));
        let year = rng.random_bool(0.97).then_some(album.year);
        copy.row(&[
            &id,
            &mbid(rng, 0.93),
            &masters.first(),
            &masters,
            &(i64::from(album.artist) + 1),
            &album.title,
            &normal(&album.title),
            &year,
            &album.is_studio,
            &"Album",
            &secondary,
            &tracks,
            &moment,
            &"musicbrainz",
            &moment,
            &moment,
            &i32::try_from(album.releases).unwrap_or(i32::MAX),
            &moment,
            &moment,
        ])
        .await?;
    }
    Ok(("albums", copy.finish().await?))
}
