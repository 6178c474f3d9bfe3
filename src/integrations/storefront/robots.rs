//! What a shop asks programs to leave alone: `robots.txt` (RFC 9309), as far as it concerns us.

/// Our name in such files.
const WE: &str = "vinilogy";

/// The rules for us: a path, and whether it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots(Vec<(String, bool)>);

impl Robots {
    /// The rules of the group that names us, else of the one for everybody.
    pub fn read(text: &str) -> Self {
        let (mut ours, mut everybodys) = (None::<Vec<(String, bool)>>, Vec::new());
        let (mut is_ours, mut is_everybodys, mut is_naming) = (false, false, false);
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default()) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    // Several names in a row share what follows.
                    if !is_naming {
                        (is_ours, is_everybodys) = (false, false);
                    }
                    is_naming = true;
                    is_ours |= value.to_ascii_lowercase().starts_with(WE);
                    is_everybodys |= value == "*";
                    if is_ours {
                        ours.get_or_insert_default();
                    }
                }
                rule @ ("allow" | "disallow") => {
                    is_naming = false;
                    // An empty one says nothing.
                    if value.is_empty() {
                        continue;
                    }
                    let rule = (value.to_owned(), rule == "allow");
                    if is_ours {
                        ours.get_or_insert_default().push(rule.clone());
                    }
                    if is_everybodys {
                        everybodys.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self(ours.unwrap_or(everybodys))
    }

    /// Whether we may read that path: the longest rule decides, and of two as long the kinder one.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.0.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, is_open)| (pattern.len(), *is_open)).is_none_or(|(_, is_open)| *is_open)
    }
}

/// `*` stands for anything, `$` at the end for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    !to_end || rest.is_empty() || (pattern.contains('*') && path.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_of_the_group_that_is_meant_decides() {
        let usual =
            "# a shop\nUser-agent: *\nDisallow: /cart\nDisallow: /*/admin\nAllow: /cart.json$\nDisallow:\nSitemap: https://shop.example/x";
        let named = "User-agent: other\nDisallow: /\n\nUser-agent: Vinilogy\nUser-agent: third\nDisallow: /products.json\nUser-agent: *\nDisallow: /";
        for (text, path, expected) in [
            ("", "/products.json", true),
            (usual, "/products.json", true),
            (usual, "/cart.js", false),
            (usual, "/cart.json", true),
            (usual, "/cart.json?x", false),
            (usual, "/es/admin/x", false),
            (named, "/products.json", false),
            (named, "/cart.js", true),
            ("User-agent: *\nDisallow: /", "/wp-json/wc/store/v1/products", false),
            ("User-agent: *\nDisallow: /wp-json/\nAllow: /wp-json/", "/wp-json/wc", true),
            ("User-agent: *\nDisallow: /*.js$", "/products/a.js", false),
            ("User-agent: *\nDisallow: /*.js$", "/products.json", true),
        ] {
            assert_eq!(Robots::read(text).allows(path), expected, "{path} by\n{text}");
        }
    }
}
