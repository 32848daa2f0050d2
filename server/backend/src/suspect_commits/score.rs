//! Which changed files belong to which frames, and how much that weighs. Pure.

use std::collections::HashMap;

/// In-app frames that are looked at, from where it was raised.
pub const FRAMES: usize = 25;
/// What a commit weighs by the place of the frame that it touches, counting only frames that some commit touches.
const WEIGHTS: [i64; 5] = [5, 4, 3, 2, 1];

/// The names that a frame's file goes by: as short as the client made it, and where it lay on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub names: Vec<String>,
}

/// A file that a commit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    pub path: String,
    /// Index of the commit in the caller's list.
    pub commit: usize,
}

/// A commit that touches the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    pub commit: usize,
    /// The changed file that is in the stack; the one of the weightiest frame.
    pub path: String,
}

/// What was found: suspects in the order of the stack, and the weight of each author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub suspects: Vec<Suspect>,
    pub weights: HashMap<String, i64>,
}

/// The last segment in lower case: what frames and changed files are looked up by.
pub fn file_name(path: &str) -> String {
    segments(path).last().map(|name| name.to_lowercase()).unwrap_or_default()
}

fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['/', '\\']).filter(|segment| !matches!(*segment, "" | "."))
}

/// How well a changed file fits a frame's file: the number of equal segments from the end, letter case aside.
/// 0 where they don't fit: at least two have to be equal, or one where the changed file lies in no folder.
pub fn score(frame: &str, changed: &str) -> usize {
    let equal = segments(frame).rev().zip(segments(changed).rev()).take_while(|(a, b)| a.to_lowercase() == b.to_lowercase()).count();
    match equal {
        1 if segments(changed).count() > 1 => 0,
        equal => equal,
    }
}

/// Goes through the frames from where it was raised; `author` tells a commit's author.
pub fn weigh(places: &[Place], changed: &[ChangedFile], author: impl Fn(usize) -> String) -> Found {
    let mut found = Found::default();
    let mut weights = WEIGHTS.iter();
    let mut done: Vec<&Place> = Vec::new();
    for place in places.iter().take(FRAMES) {
        // A function that calls itself is one place, not many.
        if done.contains(&place) {
            continue;
        }
        done.push(place);
        let touching = best(place, changed);
        if touching.is_empty() {
            continue;
        }
        let Some(weight) = weights.next() else { break };
        let mut authors: Vec<String> = touching.iter().map(|file| author(file.commit)).collect();
        authors.sort();
        authors.dedup();
        for author in authors {
            *found.weights.entry(author).or_default() += weight;
        }
        for file in touching {
            if !found.suspects.iter().any(|suspect| suspect.commit == file.commit) {
                found.suspects.push(Suspect { commit: file.commit, path: file.path.clone() });
            }
        }
    }
    found
}

/// The changed files that fit a frame best.
fn best<'a>(place: &Place, changed: &'a [ChangedFile]) -> Vec<&'a ChangedFile> {
    let fit = |file: &ChangedFile| place.names.iter().map(|name| score(name, &file.path)).max().unwrap_or(0);
    let top = changed.iter().map(fit).max().unwrap_or(0);
    if top == 0 { Vec::new() } else { changed.iter().filter(|file| fit(file) == top).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits() {
        for (frame, changed, expected) in [
            ("shop/cart.py", "shop/cart.py", 2),
            ("shop/cart.py", "src/shop/cart.py", 2),
            ("/srv/app/src/shop/cart.py", "src/shop/cart.py", 3),
            ("Shop/CART.py", "shop/cart.PY", 2),
            ("C:\\app\\shop\\cart.py", "shop/cart.py", 2),
            ("shop/cart.py", "shop\\cart.py", 2),
            ("app:///src/cart.js", "web/src/cart.js", 2),
            ("./cart.py", "cart.py", 1),
            ("shop/cart.py", "cart.py", 1),
            ("cart.py", "shop/cart.py", 0),
            ("shop/cart.py", "lib/cart.py", 0),
            ("shop/cart.py", "shop/carts.py", 0),
            ("shop/cart.py", "", 0),
            ("", "cart.py", 0),
            ("ÄRGER/x.py", "ärger/X.py", 2),
        ] {
            assert_eq!(score(frame, changed), expected, "{frame} {changed}");
        }
        assert_eq!(file_name("a\\b/Cart.PY"), "cart.py");
        assert_eq!(file_name("/"), "");
    }

    fn place(name: &str) -> Place {
        Place { names: vec![name.into()] }
    }

    fn changed(files: &[(&str, usize)]) -> Vec<ChangedFile> {
        files.iter().map(|(path, commit)| ChangedFile { path: (*path).into(), commit: *commit }).collect()
    }

    fn weights(places: &[&str], files: &[(&str, usize)]) -> Vec<(String, i64)> {
        let places: Vec<_> = places.iter().map(|name| place(name)).collect();
        let mut weights: Vec<_> = weigh(&places, &changed(files), |commit| format!("author {commit}")).weights.into_iter().collect();
        weights.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        weights
    }

    #[test]
    fn frames_weigh_by_their_place() {
        let is = |places: &[&str], files: &[(&str, usize)], expected: &[(usize, i64)]| {
            let expected: Vec<_> = expected.iter().map(|(author, weight)| (format!("author {author}"), *weight)).collect();
            assert_eq!(weights(places, files), expected, "{places:?} {files:?}");
        };
        is(&[], &[("a/a.py", 0)], &[]);
        is(&["a/a.py"], &[], &[]);
        is(&["a/a.py", "a/b.py"], &[("a/a.py", 0), ("a/b.py", 1)], &[(0, 5), (1, 4)]);
        is(&["a/x.py", "a/a.py", "a/b.py"], &[("a/a.py", 0), ("a/b.py", 1)], &[(0, 5), (1, 4)]);
        is(&["a/a.py", "a/a.py", "a/b.py"], &[("a/a.py", 0), ("a/b.py", 1)], &[(0, 5), (1, 4)]);
        is(&["a/a.py", "a/b.py"], &[("a/a.py", 0), ("a/b.py", 0), ("a/b.py", 1)], &[(0, 9), (1, 4)]);
        is(&["a/a.py"], &[("a/a.py", 0), ("a/a.py", 1)], &[(0, 5), (1, 5)]);
        is(&["q/a/a.py"], &[("a/a.py", 0), ("q/a/a.py", 1)], &[(1, 5)]);
        let six: Vec<String> = (0..6).map(|n| format!("a/{n}.py")).collect();
        let six: Vec<&str> = six.iter().map(String::as_str).collect();
        let files: Vec<(&str, usize)> = six.iter().copied().zip(0..6).collect();
        is(&six, &files, &[(0, 5), (1, 4), (2, 3), (3, 2), (4, 1)]);
    }

    #[test]
    fn frames_far_from_the_fault_are_not_looked_at() {
        let names: Vec<String> = (0..30).map(|n| format!("a/{n}.py")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(weights(&names, &[("a/24.py", 0)]).len(), 1);
        assert_eq!(weights(&names, &[("a/25.py", 0)]).len(), 0);
    }

    #[test]
    fn the_place_on_disk_counts_as_well() {
        let place = Place { names: vec!["cart.py".into(), "/srv/app/shop/cart.py".into()] };
        let found = weigh(&[place], &changed(&[("shop/cart.py", 0)]), |_| "a".into());
        assert_eq!(found.suspects, [Suspect { commit: 0, path: "shop/cart.py".into() }]);
    }
}
