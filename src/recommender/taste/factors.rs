//! A few dozen traits of artists, and how much somebody likes each: implicit ALS.
//!
//! People's traits x and artists' traits y are found in turns, each as what fits best while the others stay: for one
//! person (Σ y yᵀ + Σ αw y yᵀ + λI) x = Σ (1 + αw) y, the first sum over all artists, the others over those that are
//! played, with weight w. Only the artists' are kept: a person's are found whenever they are needed, by the same equation.

use serde::{Deserialize, Serialize};

use super::Settings;
use super::histories::Play;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Factors {
    /// Artist by artist.
    artists: Vec<f32>,
    /// Σ y yᵀ + λI.
    common: Vec<f32>,
    count: usize,
    confidence: f32,
}

impl Factors {
    pub fn learn(people: &[Vec<Play>], artists: usize, settings: &Settings) -> Self {
        let count = settings.factors;
        let mut listeners: Vec<Vec<Play>> = vec![Vec::new(); artists];
        for (person, history) in (0_u32..).zip(people) {
            for play in history {
                listeners[play.artist as usize].push(Play { artist: person, plays: play.plays });
            }
        }
        let mut of_artists = beginning(artists * count);
        let mut of_people = vec![0.0; people.len() * count];
        for _ in 0..settings.rounds {
            half(people, &of_artists, &mut of_people, settings);
            half(&listeners, &of_people, &mut of_artists, settings);
        }
        let common = common(&of_artists, count, settings.factor_caution);
        Self { artists: of_artists, common, count, confidence: settings.confidence }
    }

    /// How much somebody who plays these likes each artist.
    pub fn scores(&self, history: &[Play]) -> Vec<f32> {
        let mut person = vec![0.0; self.count];
        fit(history, &self.artists, &self.common, self.confidence, &mut person);
        self.artists.chunks_exact(self.count).map(|artist| dot(artist, &person)).collect()
    }
}

/// Small numbers that are the same every time: the same listening must make the same model.
fn beginning(count: usize) -> Vec<f32> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        f32::from(u16::try_from(state >> 16).unwrap_or_default()) / 65_536.0 - 0.5
    };
    (0..count).map(|_| next() * 0.04).collect()
}

/// One side anew, while the other stays.
fn half(rows: &[Vec<Play>], others: &[f32], own: &mut [f32], settings: &Settings) {
    let common = common(others, settings.factors, settings.factor_caution);
    for (row, own) in rows.iter().zip(own.chunks_exact_mut(settings.factors)) {
        fit(row, others, &common, settings.confidence, own);
    }
}

/// Σ y yᵀ + λI over all.
fn common(factors: &[f32], count: usize, caution: f32) -> Vec<f32> {
    let mut sum = vec![0.0; count * count];
    for one in factors.chunks_exact(count) {
        add_square(&mut sum, one, 1.0);
    }
    for at in 0..count {
        sum[at * count + at] += caution;
    }
    sum
}

fn fit(row: &[Play], others: &[f32], common: &[f32], confidence: f32, own: &mut [f32]) {
    let count = own.len();
    own.fill(0.0);
    if row.is_empty() {
        return;
    }
    let mut left = common.to_vec();
    for play in row {
        let at = play.artist as usize * count;
        let other = &others[at..at + count];
        let weight = confidence * play.plays;
        add_square(&mut left, other, weight);
        for (sum, trait_) in own.iter_mut().zip(other) {
            *sum += (1.0 + weight) * trait_;
        }
    }
    solve(&mut left, own);
}

fn add_square(sum: &mut [f32], vector: &[f32], weight: f32) {
    for (row, one) in sum.chunks_exact_mut(vector.len()).zip(vector) {
        for (cell, other) in row.iter_mut().zip(vector) {
            *cell += weight * one * other;
        }
    }
}

/// Solves for a symmetric, positive definite matrix, by Cholesky's way, in the place of the right side.
fn solve(matrix: &mut [f32], right: &mut [f32]) {
    let size = right.len();
    for row in 0..size {
        for column in 0..=row {
            let (above, below) = (&matrix[column * size..column * size + column], &matrix[row * size..row * size + column]);
            let rest = matrix[row * size + column] - dot(above, below);
            matrix[row * size + column] = if row == column { rest.max(1e-12).sqrt() } else { rest / matrix[column * size + column] };
        }
    }
    for row in 0..size {
        let rest = right[row] - dot(&matrix[row * size..row * size + row], &right[..row]);
        right[row] = rest / matrix[row * size + row];
    }
    for row in (0..size).rev() {
        let value = right[row] / matrix[row * size + row];
        right[row] = value;
        for column in 0..row {
            right[column] -= matrix[row * size + column] * value;
        }
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
