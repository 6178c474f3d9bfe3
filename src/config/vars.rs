//! Where variables come from: the environment, a `.env` file, or a test's own list.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// One thing that is wrong, and the variable to mend it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub variable: String,
    pub message: String,
}

impl Problem {
    pub fn new(variable: impl Into<String>, message: impl Into<String>) -> Self {
        Self { variable: variable.into(), message: message.into() }
    }
}

/// The variables of one process. A variable that is set to nothing counts as absent.
#[derive(Clone, Debug, Default)]
pub struct Vars(BTreeMap<String, String>);

impl Vars {
    /// The environment, completed by a `.env` file in the working folder; the environment wins.
    pub fn from_env() -> Result<Self, Problem> {
        let mut vars = BTreeMap::new();
        // Of this folder alone: a file further up belongs to somebody else.
        match dotenvy::from_path_iter(".env") {
            Ok(lines) => {
                for line in lines {
                    // The error would quote the line, and the line may hold a secret.
                    let (name, value) = line.map_err(|_| Problem::new(".env", "has a line that is not NAME=value"))?;
                    vars.insert(name, value);
                }
            }
            Err(error) if error.not_found() => {}
            Err(_) => return Err(Problem::new(".env", "cannot be read")),
        }
        for (name, value) in std::env::vars_os() {
            if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
                vars.insert(name, value);
            }
        }
        Ok(Self::from_pairs(vars))
    }

    /// Variables given by hand.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).filter(|(_, v): &(String, String)| !v.trim().is_empty()).collect())
    }

    /// The value, trimmed, if there is one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim())
    }

    /// The names that begin so.
    pub fn names(&self, beginning: &'static str) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(move |name| name.starts_with(beginning))
    }

    /// A value that `parse` understands, or `default`; anything else is a problem that says what would be right.
    pub fn parse<T>(&self, name: &str, default: T, right: &str, problems: &mut Vec<Problem>, parse: impl FnOnce(&str) -> Option<T>) -> T {
        match self.get(name) {
            None => default,
            Some(text) => parse(text).unwrap_or_else(|| {
                problems.push(Problem::new(name, format!("`{text}` is not {right}")));
                default
            }),
        }
    }

    /// A whole number of at least `least`.
    pub fn number(&self, name: &str, default: u32, least: u32, problems: &mut Vec<Problem>) -> u32 {
        let right = format!("a whole number of at least {least}");
        self.parse(name, default, &right, problems, |text| text.parse().ok().filter(|number| *number >= least))
    }

    /// A time such as `8s`, `500ms` or `2m`.
    pub fn duration(&self, name: &str, default: Duration, problems: &mut Vec<Problem>) -> Duration {
        self.parse(name, default, "a time such as 8s, 500ms or 2m", problems, parse_duration)
    }

    /// An `http` or `https` address, with a path prefix if need be.
    pub fn url(&self, name: &str, default: &str, problems: &mut Vec<Problem>) -> Url {
        let fallback = Url::parse(default).unwrap_or_else(|_| unreachable!("{default} is an address"));
        self.parse(name, fallback, "an address such as https://host:port/prefix", problems, |text| {
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        })
    }

    /// A secret, from `NAME` or from the file that `NAME_FILE` names.
    pub fn secret(&self, name: &str, problems: &mut Vec<Problem>) -> Option<SecretString> {
        let file = format!("{name}_FILE");
        match (self.get(name), self.get(&file)) {
            (Some(_), Some(_)) => {
                problems.push(Problem::new(name, format!("is given twice: here and in {file}")));
                None
            }
            (Some(value), None) => Some(SecretString::from(value)),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(text) if !text.trim().is_empty() => Some(SecretString::from(text.trim())),
                Ok(_) => {
                    problems.push(Problem::new(file, "names an empty file"));
                    None
                }
                Err(error) => {
                    problems.push(Problem::new(file, format!("names a file that cannot be read ({})", error.kind())));
                    None
                }
            },
            (None, None) => None,
        }
    }
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let seconds = match text[digits..].trim() {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok().filter(|time| time.as_secs() <= 86_400)
}
