//! Pressings: the first near the album's year and home, the others later and everywhere.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::artists::mbid;
use super::names::{label, one_of};
use super::plan::long_tail;
use super::words::{COUNTRIES, FORMATS, LANGUAGES, PREFIXES};
use super::{Copy, Draw, Filling, Plan, SampleError};

const RELEASES: &str = "id, discogs_id, mbid, album_id, title, country, year, format, is_vinyl, is_official, label, catalog_number, \
                        barcodes, discogs_rating, discogs_votes, discogs_have, discogs_want, source, listed_at, details_synced_at, \
                        withdrawn_at, created_at, updated_at";

/// So many labels there are, a few of them on most pressings.
const LABELS: usize = 3000;

pub(super) async fn store(filling: &Filling<'_>, plan: &Plan) -> Result<(&'static str, u64), SampleError> {
    let rng = &mut plan.draw(Draw::Releases);
    let labels: Vec<String> = (0..LABELS).map(|_| label(rng)).collect();
    let mut copy = Copy::into(&filling.client, "releases", RELEASES, plan.prices.len() as u64, filling.progress).await?;
    let (mut id, mut discogs_id) = (0_i64, 0_i64);
    for (album_id, album) in (1_i64..).zip(&plan.albums) {
        let home = LANGUAGES[plan.artists[album.artist as usize].language].home;
        let house = super::artists::known(rng, LABELS);
        for nth in 0..album.releases {
            id += 1;
            discogs_id += rng.random_range(1..60);
            let is_first = nth < 1 + album.releases / 6;
            let year = if is_first { album.year } else { (album.year + rng.random_range(0..50)).min(2026) };
            let country = if is_first { one_of(rng, home) } else { one_of(rng, COUNTRIES) };
            let is_official = rng.random_bool(0.97);
            let format = if is_official { one_of(rng, FORMATS) } else { "LP, Album, Unofficial Release" };
            let label = if rng.random_bool(0.6) { &labels[house] } else { &labels[super::artists::known(rng, LABELS)] };
            let number = format!("{}{}", one_of(rng, PREFIXES), rng.random_range(100..99_999));
            let barcodes: Vec<String> = (year >= 1980 && rng.random_bool(0.8)).then(|| barcode(rng)).into_iter().collect();
            let have = whole(long_tail(rng, 1.6) * 60.0);
            let votes = have / rng.random_range(4..20);
            let rating = (votes > 0).then(|| (f64::from(rng.random_range(320..=495)) + f64::from(rng.random_range(0..5))) / 100.0);
            let want = whole(long_tail(rng, 1.2) * f64::from(have) * 0.2);
            let moment = plan.moment(rng);
            let withdrawn_at = rng.random_bool(0.005).then_some(moment);
            copy.row(&[
                &id,
                &discogs_id,
                &mbid(rng, 0.15),
                &album_id,
                &album.title,
                &rng.random_bool(0.98).then_some(country),
                &rng.random_bool(0.94).then_some(year),
                &format,
                &rng.random_bool(0.99),
                &is_official,
                label,
                &rng.random_bool(0.97).then_some(number),
                &barcodes,
                &rating,
                &votes,
                &have,
                &want,
                &"discogs",
                &moment,
                &moment,
                &withdrawn_at,
                &moment,
                &moment,
            ])
            .await?;
        }
    }
    Ok(("releases", copy.finish().await?))
}

#[expect(clippy::cast_possible_truncation, reason = "cut at a million")]
fn whole(number: f64) -> i32 {
    number.min(1e6) as i32
}

/// Thirteen digits, of which the last checks the others.
fn barcode(rng: &mut Pcg64Mcg) -> String {
    let digits: Vec<u32> = (0..12).map(|_| rng.random_range(0..10)).collect();
    let sum: u32 = digits.iter().enumerate().map(|(at, digit)| if at % 2 == 0 { *digit } else { 3 * digit }).sum();
    digits.iter().chain([&((10 - sum % 10) % 10)]).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn barcodes_check() {
        let rng = &mut Pcg64Mcg::seed_from_u64(5);
        for _ in 0..100 {
            let code = barcode(rng);
            let digits: Vec<u32> = code.chars().filter_map(|digit| digit.to_digit(10)).collect();
            let sum: u32 = digits.iter().enumerate().map(|(at, digit)| if at % 2 == 0 { *digit } else { 3 * digit }).sum();
            assert!(digits.len() == 13 && sum.is_multiple_of(10), "{code}");
        }
    }
}
