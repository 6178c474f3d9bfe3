//! Where PostgreSQL's programs are, which version they have, and what to install when there are none.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::error::EmbeddedError;

/// The oldest PostgreSQL that runs the migrations.
const OLDEST: u32 = 14;

/// Where installers put a PostgreSQL; `*` stands for any name, and the highest version goes first.
const USUAL: [&str; 7] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/homebrew/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// The folders to look in, in order.
#[derive(Clone, Debug)]
pub struct BinarySearch(pub Vec<PathBuf>);

impl BinarySearch {
    /// `PATH`, then the places where installers put PostgreSQL without telling `PATH`.
    pub fn usual() -> Self {
        let mut folders: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
        folders.extend(USUAL.iter().flat_map(|pattern| expand(pattern)));
        Self(folders)
    }
}

/// One installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    /// The first installation that will do: of the `needed` version where a cluster exists, new enough otherwise.
    pub(super) fn find(search: &BinarySearch, needed: Option<(&str, &Path)>) -> Result<Self, EmbeddedError> {
        let mut found: Vec<Self> = Vec::new();
        for folder in &search.0 {
            if let Some(binaries) = Self::inside(folder)
                && !found.contains(&binaries)
            {
                let right = needed.map_or(binaries.major >= OLDEST, |(version, _)| version == binaries.major.to_string());
                if right {
                    return Ok(binaries);
                }
                found.push(binaries);
            }
        }
        let mut versions: Vec<String> = found.iter().map(|binaries| format!("PostgreSQL {}", binaries.major)).collect();
        versions.dedup();
        match needed {
            Some((version, folder)) if !found.is_empty() => {
                Err(EmbeddedError::OtherVersion { folder: folder.to_owned(), needed: version.to_owned(), found: versions.join(" and ") })
            }
            _ => Err(EmbeddedError::NotInstalled {
                oldest: OLDEST,
                found: if found.is_empty() { String::new() } else { format!(" (only {})", versions.join(" and ")) },
                install: how_to_install(std::env::consts::OS, &std::fs::read_to_string("/etc/os-release").unwrap_or_default()).to_owned(),
            }),
        }
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// `PATH` may hold a link to `postgres` alone, so its neighbour `initdb` is looked for beside the real file.
    fn inside(folder: &Path) -> Option<Self> {
        let real = folder.join("postgres").canonicalize().ok()?;
        let folder = real.parent()?.to_owned();
        if !folder.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(&real).arg("--version").stdin(Stdio::null()).output().ok()?;
        Some(Self { folder, major: major(&String::from_utf8_lossy(&output.stdout))? })
    }
}

/// `postgres (PostgreSQL) 15.17 (Debian …)` → 15; also `17beta1` and `18devel`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    number[..number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len())].parse().ok()
}

/// The folders that a pattern with at most one `*` means, the highest number first.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let Some((parent, prefix)) = before.rsplit_once('/') else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut named: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?;
            Some((version.split('.').next()?.parse().ok()?, entry.path().join(after.trim_start_matches('/'))))
        })
        .collect();
    named.sort_by(|a, b| b.cmp(a));
    named.into_iter().map(|(_, folder)| folder).collect()
}

/// The one command for this system, told by what `/etc/os-release` calls it and its relatives.
fn how_to_install(os: &str, os_release: &str) -> &'static str {
    if os == "macos" {
        return "brew install postgresql@17";
    }
    let names: Vec<&str> = os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .collect();
    let is = |name: &str| names.contains(&name);
    if is("debian") || is("ubuntu") {
        "apt-get install postgresql"
    } else if is("fedora") || is("rhel") || is("centos") {
        "dnf install postgresql-server postgresql-contrib"
    } else if is("alpine") {
        "apk add postgresql postgresql-contrib"
    } else if is("arch") {
        "pacman -S postgresql"
    } else if is("suse") || is("opensuse") {
        "zypper install postgresql-server postgresql-contrib"
    } else {
        "the package manager of this system"
    }
}

/// Whether a program of this name works in a cluster's folder.
pub(super) fn is_server_name(name: &OsStr) -> bool {
    ["postgres", "postmaster", "initdb"].iter().any(|server| name == *server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_server_says() {
        for (said, expected) in [
            ("postgres (PostgreSQL) 15.17 (Debian 15.17-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 18beta1\n", Some(18)),
            ("postgres (PostgreSQL) 19devel\n", Some(19)),
            ("something else 12", None),
        ] {
            assert_eq!(major(said), expected, "{said}");
        }
    }

    #[test]
    fn every_system_is_told_its_own_command() {
        for (os, release, expected) in [
            ("linux", "NAME=x\nID=debian\n", "apt-get install postgresql"),
            ("linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "apt-get install postgresql"),
            ("linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf install postgresql-server postgresql-contrib"),
            ("linux", "ID=alpine\n", "apk add postgresql postgresql-contrib"),
            ("linux", "ID=arch\n", "pacman -S postgresql"),
            ("macos", "", "brew install postgresql@17"),
            ("linux", "", "the package manager of this system"),
        ] {
            assert_eq!(how_to_install(os, release), expected, "{release}");
        }
    }

    #[test]
    fn a_pattern_gives_the_highest_version_first() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["9.6", "14", "17", "other"] {
            std::fs::create_dir_all(dir.path().join(name).join("bin")).expect("made");
        }
        let names: Vec<PathBuf> = expand(&format!("{}/*/bin", dir.path().display()));
        let expected: Vec<PathBuf> = ["17", "14", "9.6"].iter().map(|name| dir.path().join(name).join("bin")).collect();
        assert_eq!(names, expected);
    }
}
