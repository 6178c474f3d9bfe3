//! Who an artist is: the id by which MusicBrainz knows the name, searched for once.

use super::artist::some_or_none;
use crate::catalog::naming::normal;
use crate::catalog::{CatalogError, absence};
use crate::integrations::Provider;
use crate::integrations::facts::ArtistFacts;
use crate::jobs::JobContext;

/// MusicBrainz' artist of exactly that name or alias; of several the one it finds fits best. That it has none is
/// remembered: the look-up of an artist and that of the albums both ask, one after the other.
pub(super) async fn find_in_musicbrainz(ctx: &JobContext, name: &str) -> Result<Option<ArtistFacts>, CatalogError> {
    let (asked, now) = (normal(name), ctx.now());
    let subject = format!("artist:search:{asked}");
    {
        let conn = &mut ctx.app.db.conn().await?;
        if !ctx.is_anew() && absence::is_known(conn, &subject, now).await? {
            return Ok(None);
        }
        ctx.needs_more(conn, Provider::Musicbrainz, u32::from(ctx.attempt <= 1)).await?;
    }
    let hits = some_or_none(ctx.app.integrations.musicbrainz.search_artist(name, 25, ctx.priority).await)?.unwrap_or_default();
    // Of several with the same score the first, which MusicBrainz itself thinks nearest; `max_by_key` keeps the last.
    let best = |fits: &dyn Fn(&ArtistFacts) -> bool| hits.iter().rev().filter(|hit| fits(hit)).max_by_key(|hit| hit.search_score);
    let named = best(&|hit| normal(&hit.name) == asked);
    let aliased = || best(&|hit| hit.aliases.iter().any(|alias| normal(alias) == asked));
    let found = named.or_else(aliased).cloned();
    if found.is_none() {
        let conn = &mut ctx.app.db.conn().await?;
        absence::remember(conn, Provider::Musicbrainz, &subject, now).await?;
    }
    Ok(found)
}

/// MusicBrainz' facts on top of Last.fm's; Last.fm's spelling stays where it has a page.
pub(super) fn merge(lastfm: ArtistFacts, found: ArtistFacts, keep_name: bool) -> ArtistFacts {
    ArtistFacts {
        name: if keep_name { lastfm.name } else { found.name },
        mbid: found.mbid,
        sort_name: found.sort_name,
        disambiguation: found.disambiguation,
        aliases: found.aliases,
        ..lastfm
    }
}
