//! Where to go after signing in: a path of this site, whatever the address said.

/// The longest path that is followed, in bytes.
const MAX_LENGTH: usize = 2_000;

/// `path` if it leads to this site and nowhere else, whatever a browser makes of it.
pub fn local(path: &str) -> Option<&str> {
    let mut bytes = path.bytes();
    let rooted = bytes.next() == Some(b'/') && bytes.next() != Some(b'/');
    let plain = path.chars().all(|c| !c.is_control() && c != '\\');
    (rooted && plain && path.len() <= MAX_LENGTH).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_paths_of_this_site() {
        for fine in ["/", "/acme/issues/1?a=b#c", "/a//b", "/@x.org"] {
            assert_eq!(local(fine), Some(fine));
        }
        for bad in ["", "x", "//x.org", "/\\x.org", "\\\\x.org", "/\t/x.org", "https://x.org", "javascript:alert(1)", " /a", "/a\r\nb", "/a\\b"] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(2_000))), None);
    }
}
