//! Whether two records are the same thing, and how sure we are, from what their providers call them.
//!
//! Names are compared in steps, from the certain to the doubtful: the same normal form, the same words otherwise
//! written, other orders, other scripts, slips of the pen. The shorter a name, the less may differ. What tells
//! things apart (a volume, another Discogs number, a live recording) ends the comparison at once. Ids and what
//! else is known of the two (`context`) come before and after; they are the caller's.

mod artist;
mod edition;
mod form;
mod script;
mod slip;
mod title;
mod vocabulary;
mod words;

use std::fmt;
use std::str::FromStr;

pub use self::artist::artists;
pub use self::form::key_forms;
pub use self::title::albums;
use super::naming::normal;

/// From this score on two names are taken for one without asking anybody.
pub const CERTAIN: f64 = 0.85;

/// The best single answer to "the same?": what `vinilogy match` says.
pub const LIKELY: f64 = 0.5;

/// Below this score two names are two; from here to `CERTAIN` somebody should look.
pub const DOUBTFUL: f64 = 0.35;

/// A search hit is accepted above this.
pub const ACCEPT_SEARCH_HIT: f64 = 0.7;

/// Whose spelling a name is. Discogs numbers namesakes, the others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Lastfm,
    Musicbrainz,
    Discogs,
    Spotify,
}

/// No service of that name.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not a service; lastfm, musicbrainz, discogs and spotify are")]
pub struct UnknownService(String);

impl FromStr for Service {
    type Err = UnknownService;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "lastfm" => Ok(Self::Lastfm),
            "musicbrainz" => Ok(Self::Musicbrainz),
            "discogs" => Ok(Self::Discogs),
            "spotify" => Ok(Self::Spotify),
            _ => Err(UnknownService(text.to_owned())),
        }
    }
}

/// A name, and whose spelling it is where that is known.
#[derive(Clone, Copy, Debug)]
pub struct Spelling<'a> {
    pub text: &'a str,
    pub service: Option<Service>,
}

impl<'a> Spelling<'a> {
    pub fn by(service: Service, text: &'a str) -> Self {
        Self { text, service: Some(service) }
    }
}

impl<'a> From<&'a str> for Spelling<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, service: None }
    }
}

/// How alike two names are, and by what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// From 0 (two things) to 1 (one).
    pub score: f64,
    pub rule: Rule,
}

impl Verdict {
    fn new(rule: Rule) -> Self {
        Self { score: rule.score(), rule }
    }

    fn at_most(self, score: f64) -> Self {
        Self { score: self.score.min(score), ..self }
    }

    /// The best single answer.
    pub fn is_same(self) -> bool {
        self.score >= LIKELY
    }

    /// Whether nobody need be asked.
    pub fn is_certain(self) -> bool {
        self.score >= CERTAIN
    }

    /// Whether somebody should look.
    pub fn is_doubtful(self) -> bool {
        (DOUBTFUL..CERTAIN).contains(&self.score)
    }
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The same normal form.
    NormalForm,
    /// Nothing but signs, and the same ones.
    Signs,
    /// Only an article at an end.
    Article,
    /// Only `and`, `&` or an article inside.
    Conjunction,
    /// Only blanks, hyphens or dots.
    Spacing,
    /// Only letters written otherwise: `ø` and `o`, `ö` and `oe`.
    Letters,
    /// A number in digits or in letters.
    NumberWord,
    /// `Davis, Miles`; the same acts in another order.
    Order,
    /// A guest behind `feat.`.
    Guest,
    /// The same sounds in another script.
    Script,
    /// Another namesake number is Discogs' alone.
    DiscogsNumber,
    /// What stands in brackets names the other.
    Bracket,
    /// A country, or a word such as `band`, that only tells namesakes apart.
    Qualifier,
    /// First names as initials.
    Initials,
    /// The first letters of every word.
    Acronym,
    /// A slip of the pen.
    Slip,
    /// The artist's name before the title.
    ArtistPrefix,
    /// An edition, a remaster, a disc of a set.
    Edition,
    /// A subtitle that one of them leaves out.
    Subtitle,
    /// Words that one of them leaves out at the beginning.
    Beginning,
    /// A title in two languages.
    Translation,
    /// An album without a title.
    Untitled,
    /// Another volume, part or year.
    OtherNumber,
    /// Live, remixed, a best-of, and the other is not.
    OtherKind,
    /// Dots that make another name: `M.A.N.` and `Man`.
    Dots,
    /// Signs that are not the other's.
    OtherSigns,
    /// An alias that a provider gives.
    Alias,
    /// Nothing in common that would count.
    Different,
}

impl Rule {
    /// The rule's name, for people and for `vinilogy match`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NormalForm => "normal form",
            Self::Signs => "signs",
            Self::Article => "article",
            Self::Conjunction => "conjunction",
            Self::Spacing => "spacing",
            Self::Letters => "letters",
            Self::NumberWord => "number word",
            Self::Order => "order",
            Self::Guest => "guest",
            Self::Script => "script",
            Self::DiscogsNumber => "discogs number",
            Self::Bracket => "bracket",
            Self::Qualifier => "qualifier",
            Self::Initials => "initials",
            Self::Acronym => "acronym",
            Self::Slip => "slip",
            Self::ArtistPrefix => "artist prefix",
            Self::Edition => "edition",
            Self::Subtitle => "subtitle",
            Self::Beginning => "beginning",
            Self::Translation => "translation",
            Self::Untitled => "untitled",
            Self::OtherNumber => "other number",
            Self::OtherKind => "other kind",
            Self::Dots => "dots",
            Self::OtherSigns => "other signs",
            Self::Alias => "alias",
            Self::Different => "different",
        }
    }

    /// How sure a rule is on its own.
    fn score(self) -> f64 {
        match self {
            Self::NormalForm | Self::Signs => 1.0,
            Self::Conjunction | Self::Spacing => 0.95,
            Self::Article | Self::NumberWord | Self::Guest => 0.92,
            Self::Letters | Self::Order | Self::Edition | Self::ArtistPrefix | Self::Alias => 0.9,
            Self::Translation => 0.86,
            Self::Script => 0.75,
            Self::Slip | Self::Subtitle => 0.7,
            Self::DiscogsNumber | Self::Beginning | Self::Untitled | Self::Qualifier => 0.65,
            Self::Bracket | Self::Initials => 0.6,
            Self::Acronym => 0.55,
            Self::OtherNumber | Self::OtherKind | Self::Dots | Self::OtherSigns | Self::Different => 0.0,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a provider that was asked for `asked` and answered with `answered` may be believed to have corrected
/// a spelling rather than to mean somebody else. It has looked, so a likely answer is enough, except that another
/// script says nothing about who is meant.
pub fn is_correction(asked: &str, answered: &str) -> bool {
    let verdict = artists(asked.into(), answered.into());
    verdict.is_same() && verdict.rule != Rule::Script
}

/// How sure we are that a Discogs search hit (`Artist - Title`) is a pressing of this album, from 0 to 1.
pub fn search_confidence(hit_title: &str, artist: &str, album: &str) -> f64 {
    let wanted = Spelling::from(artist);
    // Either half may hold the separator itself, so every place to cut is tried.
    let cuts = hit_title.match_indices(" - ").map(|(at, dash)| (&hit_title[..at], &hit_title[at + dash.len()..]));
    cuts.map(|(hit_artist, hit_album)| {
        let by_artist = hit_artist.split([',', '/', '&']).map(|one| by_discogs(one, wanted)).fold(by_discogs(hit_artist, wanted), f64::max);
        by_artist * albums(Spelling::by(Service::Discogs, hit_album), album.into(), Some(artist)).score
    })
    .fold(0.0, f64::max)
}

/// A name of Discogs' against one that may be anybody's: `Nirvana (2)` is not believed to be `Nirvana`.
fn by_discogs(hit: &str, wanted: Spelling<'_>) -> f64 {
    let verdict = artists(Spelling { text: hit.trim(), service: None }, wanted);
    if normal(hit) == normal(wanted.text) { 1.0 } else { verdict.score }
}

#[cfg(test)]
mod tests;
