//! Coarser forms of a name, by which names that may mean the same are found among many.

use any_ascii::any_ascii;

use super::artist::{before_guests, bracketed};
use super::script::sounds;
use super::words::{bones, core, sorted, squeezed};
use crate::catalog::naming::fold::{Fold, fold, signs};
use crate::catalog::naming::{repair, trailing_article_first, without_number};

/// Where to look for names like this one; at least one form, at most six.
pub fn key_forms(name: &str) -> Vec<String> {
    let repaired = repair(without_number(name));
    let turned = trailing_article_first(&repaired);
    let mut keys = Vec::with_capacity(3);
    forms(&turned, &mut keys);
    if let Some((outer, inner)) = bracketed(&turned) {
        forms(outer, &mut keys);
        forms(inner, &mut keys);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn forms(name: &str, keys: &mut Vec<String>) {
    let folded = fold(name, Fold::Loose);
    if folded.is_empty() {
        keys.push(format!("={}", signs(name).replace(' ', "")));
        return;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let words = core(before_guests(&words));
    let bones = bones(words).unwrap_or_else(|| words.to_vec());
    keys.push(format!("={}", squeezed(&bones)));
    if bones.len() > 1 {
        keys.push(format!("~{}", sorted(&bones).concat()));
    }
    let sounds = sounds(&any_ascii(&squeezed(&bones)));
    let skeleton: String =
        sounds.char_indices().filter(|(at, letter)| *at == 0 || !"aeiou".contains(*letter)).map(|(_, letter)| letter).collect();
    // Two consonants are like very many names, unless the script is left for them.
    if skeleton.len() > 2 || skeleton.len() == 2 && sounds.len() <= 4 {
        keys.push(format!("?{skeleton}"));
    }
}

#[cfg(test)]
mod tests {
    use super::key_forms;

    #[test]
    fn what_may_mean_the_same_is_found_by_one_form_at_least() {
        for (one, other) in [
            ("RealVenom", "Real Venom"),
            ("Echo & the Bunnymen", "Echo and Bunnymen"),
            ("Davis, Miles", "Miles Davis"),
            ("Autechre", "Authechre"),
            ("Metallica", "Metalica"),
            ("Кино", "Kino"),
            ("MØ", "Mo"),
            ("N.E.R.D. Featuring Santigold", "N.E.R.D"),
            ("Nirvana (2)", "Nirvana"),
            ("Hikaru Utada (宇多田ヒカル)", "宇多田ヒカル"),
            ("!!!", "! ! !"),
        ] {
            let (left, right) = (key_forms(one), key_forms(other));
            assert!(left.iter().any(|key| right.contains(key)), "{one} {left:?} and {other} {right:?}");
        }
        assert!(!key_forms("Muse").iter().any(|key| key_forms("Fuse").contains(key)));
    }
}
