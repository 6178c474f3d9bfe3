//! Which artists are near which: EASE, with weights by rank, and with fame taken out.
//!
//! Of the weights W (people × artists; each artist's column divided by its listeners to the power of `fame`) the model is
//! B = I − P / diag(P), with P = (Wᵀ W + λI)⁻¹, its diagonal zero: what an artist's weight can be told from by the others.
//! A person's scores are their row of W times B.
//!
//! P is as large as the artists are many. Where there are fewer people than artists it comes out of a matrix as large as
//! the people are many: P = (I − Wᵀ (W Wᵀ + λI)⁻¹ W) / λ.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::Settings;
use super::histories::Play;
use super::inverse::invert;

/// Each artist's strongest neighbours, near and far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Neighbours {
    /// By artist: others by place, with their weight.
    of: Vec<Vec<(u32, f32)>>,
    /// What a person's weight is multiplied by.
    fame: Vec<f32>,
}

impl Neighbours {
    pub fn learn(people: &[Vec<Play>], listeners: &[f32], settings: &Settings) -> Self {
        let artists = listeners.len().min(settings.most_artists);
        let fame: Vec<f32> = listeners.iter().take(artists).map(|listeners| listeners.powf(-settings.fame)).collect();
        let weigh = |play: &Play| fame.get(play.artist as usize).map(|fame| (play.artist as usize, play.plays * fame));
        let weights: Vec<Vec<(usize, f32)>> = people.iter().map(|history| history.iter().filter_map(weigh).collect()).collect();
        let weights: Vec<Vec<(usize, f32)>> = weights.into_iter().filter(|weights: &Vec<_>| !weights.is_empty()).collect();
        let inverse =
            if weights.len() < artists { by_people(&weights, artists, settings) } else { by_artists(&weights, artists, settings) };
        let diagonal: Vec<f32> = inverse.diag().iter().map(|cell| cell.max(1e-9)).collect();
        let strongest = |(at, row): (usize, ndarray::ArrayView1<'_, f32>)| {
            let mut near: Vec<(u32, f32)> = (0_u32..)
                .zip(row.iter().zip(&diagonal))
                .filter(|(other, _)| *other as usize != at)
                .map(|(other, (cell, own))| (other, -cell / own))
                .collect();
            let stronger = |one: &(u32, f32), other: &(u32, f32)| other.1.abs().total_cmp(&one.1.abs()).then(one.0.cmp(&other.0));
            if near.len() > settings.neighbours {
                near.select_nth_unstable_by(settings.neighbours, stronger);
                near.truncate(settings.neighbours);
            }
            near.sort_by_key(|(other, _)| *other);
            near
        };
        Self { of: inverse.rows().into_iter().enumerate().map(strongest).collect(), fame }
    }

    /// How near each of so many artists is to somebody's.
    pub fn scores(&self, history: &[Play], artists: usize) -> Vec<f32> {
        let mut scores = vec![0.0; artists];
        for play in history {
            let at = play.artist as usize;
            let (Some(near), Some(fame)) = (self.of.get(at), self.fame.get(at)) else { continue };
            for (other, weight) in near {
                scores[*other as usize] += play.plays * fame * weight;
            }
        }
        scores
    }

    /// How near one artist is to somebody who plays another.
    pub fn between(&self, played: u32, other: u32) -> f32 {
        let Some(near) = self.of.get(played as usize) else { return 0.0 };
        let found = near.binary_search_by_key(&other, |(other, _)| *other);
        found.map_or(0.0, |found| near[found].1 * self.fame[played as usize])
    }
}

/// P, out of a matrix as large as the people are many.
fn by_people(weights: &[Vec<(usize, f32)>], artists: usize, settings: &Settings) -> Array2<f32> {
    let mut listeners: Vec<Vec<(usize, f32)>> = vec![Vec::new(); artists];
    for (person, row) in weights.iter().enumerate() {
        for (artist, weight) in row {
            listeners[*artist].push((person, *weight));
        }
    }
    let mut among = gram(&listeners, weights.len(), settings.caution);
    invert(among.view_mut());
    // (WWᵀ + λI)⁻¹ W, and then Wᵀ times that.
    let mut spread = Array2::<f32>::zeros((artists, weights.len()));
    for (artist, row) in listeners.iter().enumerate() {
        for (person, weight) in row {
            spread.row_mut(artist).scaled_add(*weight, &among.row(*person));
        }
    }
    let mut inverse = Array2::<f32>::zeros((artists, artists));
    for (artist, row) in listeners.iter().enumerate() {
        // Column by column of W: only the people who listen to the artist count.
        let mut out = inverse.row_mut(artist);
        let spread = spread.row(artist);
        for (person, share) in spread.iter().enumerate() {
            for (other, weight) in &weights[person] {
                out[*other] -= share * weight / settings.caution;
            }
        }
        debug_assert!(!row.is_empty(), "an artist of whom nobody listens is not learnt");
        out[artist] += 1.0 / settings.caution;
    }
    inverse
}

/// P, as it is defined.
fn by_artists(weights: &[Vec<(usize, f32)>], artists: usize, settings: &Settings) -> Array2<f32> {
    let mut inverse = gram(weights, artists, settings.caution);
    invert(inverse.view_mut());
    inverse
}

/// The sum over all rows of each row times itself, and λ on the diagonal.
fn gram(rows: &[Vec<(usize, f32)>], size: usize, caution: f32) -> Array2<f32> {
    let mut gram = Array2::<f32>::zeros((size, size));
    for row in rows {
        for (one, first) in row {
            let mut cells = gram.row_mut(*one);
            for (other, second) in row {
                cells[*other] += first * second;
            }
        }
    }
    for at in 0..size {
        gram[[at, at]] += caution;
    }
    gram
}
