use super::*;
use proptest::prelude::*;

/// Entries as `address`, `address (Name)`, or `!text` where they can't be read.
fn read(text: &str) -> Vec<String> {
    shown(&parse(text))
}

fn shown(list: &AddressList) -> Vec<String> {
    let show = |entry: &Entry| match (&entry.email, &entry.name) {
        (Ok(email), Some(name)) => format!("{email} ({name})"),
        (Ok(email), None) => email.to_string(),
        (Err(_), _) => format!("!{}", entry.text),
    };
    list.entries.iter().map(show).collect()
}

#[test]
fn separators() {
    for text in [
        "ana@x.org,bo@x.org",
        "ana@x.org, bo@x.org",
        "ana@x.org; bo@x.org;",
        "ana@x.org bo@x.org",
        "ana@x.org\nbo@x.org",
        "ana@x.org\r\nbo@x.org\r\n",
        "ana@x.org\tbo@x.org",
        " ana@x.org ,, ;\n\n bo@x.org ",
        "ana@x.org | bo@x.org",
        "- ana@x.org\n- bo@x.org",
        "• ana@x.org\n• bo@x.org",
        "1. ana@x.org\n2. bo@x.org",
        "1) ana@x.org\n2) bo@x.org",
        "mailto:ana@x.org?subject=Hi mailto:bo@x.org",
        "'ana@x.org'; 'bo@x.org'",
        "\"ana@x.org\",\"bo@x.org\"",
        "<ana@x.org>, <bo@x.org>",
        "<ana@x.org><bo@x.org>",
        "[ana@x.org](mailto:ana@x.org), **bo@x.org**",
        "ana@x.org，bo@x.org",
        "\u{feff}ana@x.org\u{a0}bo@x.org\u{200b}",
        "To: ana@x.org, bo@x.org.",
        "(ana@x.org) [bo@x.org]",
        "E-mail: ana@x.org\nemail:bo@x.org",
        "\"ana@x.org\" <ana@x.org>, bo@x.org!",
    ] {
        assert_eq!(read(text), ["ana@x.org", "bo@x.org"], "{text:?}");
    }
}

#[test]
fn names() {
    for (text, expected) in [
        ("Ana Lee <ana@x.org>", "ana@x.org (Ana Lee)"),
        ("Ana Lee<ana@x.org>", "ana@x.org (Ana Lee)"),
        ("\"Lee, Ana\" <ana@x.org>", "ana@x.org (Ana Lee)"),
        ("“Lee, Ana” <ana@x.org>", "ana@x.org (Ana Lee)"),
        ("Lee, Ana <ana@x.org>", "ana@x.org (Ana Lee)"),
        ("'Ana Lee' <ana@x.org>", "ana@x.org (Ana Lee)"),
        ("ana@x.org (Ana Lee)", "ana@x.org (Ana Lee)"),
        ("(Ana Lee) ana@x.org", "ana@x.org (Ana Lee)"),
        ("Ana Lee ana@x.org", "ana@x.org (Ana Lee)"),
        ("Ana Lee, ana@x.org", "ana@x.org (Ana Lee)"),
        ("Ana Lee (ana@x.org)", "ana@x.org (Ana Lee)"),
        ("Ana Lee - ana@x.org", "ana@x.org (Ana Lee)"),
        ("Please invite: ana@x.org", "ana@x.org"),
        ("\"Lee, Jr.\" <ana@x.org>", "ana@x.org (Lee, Jr.)"),
        ("Ana Lee <mailto:ana@x.org>", "ana@x.org (Ana Lee)"),
        ("Łucja Ś <ana@x.org>", "ana@x.org (Łucja Ś)"),
        ("\"ana@x.org\" <ana@x.org>", "ana@x.org"),
        ("ana@x.org – Engineering team", "ana@x.org"),
    ] {
        assert_eq!(read(text), [expected], "{text:?}");
    }
    assert_eq!(read("Lee, Ana <ana@x.org>; Ray, Bo <bo@x.org>"), ["ana@x.org (Ana Lee)", "bo@x.org (Bo Ray)"]);
    assert_eq!(read("Ana <ana@x.org> Bo <bo@x.org>"), ["ana@x.org (Ana)", "bo@x.org (Bo)"]);
    assert_eq!(read("Ana Lee ana@x.org Bo bo@x.org"), ["ana@x.org (Ana Lee)", "bo@x.org (Bo)"]);
}

#[test]
fn tables() {
    let expected = ["ana@x.org (Ana Lee)", "bo@x.org (Bo Ray)"];
    for text in [
        "Name,Email\nAna Lee,ana@x.org\nBo Ray,bo@x.org",
        "Email;Name\nana@x.org;Ana Lee\nbo@x.org;Bo Ray",
        "Name\tE-Mail\tTeam\nAna Lee\tana@x.org\tweb\nBo Ray\tbo@x.org\tapi\n",
        "First name,Last name,Email address\nAna,Lee,ana@x.org\nBo,Ray,bo@x.org",
        "\"Name\",\"Email\"\r\n\"Lee, Ana\",\"ana@x.org\"\r\n\"Ray, Bo\",\"bo@x.org\"\r\n",
        "id,Work email,Full name\n1,ana@x.org,Ana Lee\n2,bo@x.org,Bo Ray",
        "Ana Lee,ana@x.org\nBo Ray,bo@x.org",
        "Ana,Lee,ana@x.org,Engineering\nBo,Ray,bo@x.org,Design",
        "ana@x.org,Ana Lee\nbo@x.org,Bo Ray",
        "Ana Lee\tana@x.org\nBo Ray\tbo@x.org",
        "1,Ana Lee,ana@x.org,2026-01-01\n2,Bo Ray,bo@x.org,2026-01-02",
        "Name,Email\n,Ana Lee <ana@x.org>\n,Bo Ray <bo@x.org>",
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
    assert_eq!(read("Email\nana@x.org\nbo@x.org"), ["ana@x.org", "bo@x.org"]);
    let list = parse("Name,Email\nAna,\nBo,bo@x\nCy,cy@x.org");
    assert_eq!((shown(&list), list.left_out), (vec!["!bo@x".to_owned(), "cy@x.org (Cy)".to_owned()], 1));
}

#[test]
fn nothing_meant_as_an_address_is_lost() {
    for (text, expected) in [
        ("ana", vec!["!ana"]),
        ("ana@x", vec!["!ana@x"]),
        ("ana lee", vec!["!ana lee"]),
        ("@x.org", vec!["!@x.org"]),
        ("ana@x.org, bo, cy@x.org", vec!["ana@x.org", "!bo", "cy@x.org"]),
        ("ana@x.org\nbo.x.org\ncy@x.org", vec!["ana@x.org", "!bo.x.org", "cy@x.org"]),
        ("ana@x.org bo", vec!["ana@x.org", "!bo"]),
        ("ana@@x.org", vec!["!ana@@x.org"]),
        ("https://me@x.org/", vec!["!https://me@x.org"]),
        ("", vec![]),
        ("  , ; \n", vec![]),
        ("<>", vec![]),
        ("\"", vec![]),
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
    let list = parse("Hi all,\nplease invite these people\nana@x.org\nBest regards");
    assert_eq!((list.entries.len(), list.left_out), (1, 3), "{list:?}");
}

#[test]
fn each_address_once() {
    let list = parse("Ana@x.org, ana@X.org, bo@x.org, Ana Lee <ANA@x.org>, ana@x.org");
    assert_eq!((shown(&list), list.duplicates), (vec!["Ana@x.org (Ana Lee)".to_owned(), "bo@x.org".to_owned()], 3));
}

#[test]
fn while_typing() {
    for (text, complete, rest) in [
        ("", vec![], ""),
        ("ana", vec![], "ana"),
        ("ana@x.org", vec![], "ana@x.org"),
        ("ana@x.org ", vec!["ana@x.org"], ""),
        ("ana@x.org,", vec!["ana@x.org"], ""),
        ("ana@x.org; bo", vec!["ana@x.org"], "bo"),
        ("ana@x.org\n", vec!["ana@x.org"], ""),
        ("Ana ", vec![], "Ana "),
        ("Ana Lee <ana@x.org", vec![], "Ana Lee <ana@x.org"),
        ("Ana Lee <ana@x.org>", vec!["ana@x.org (Ana Lee)"], ""),
        ("Ana Lee ana@x.org ", vec!["ana@x.org (Ana Lee)"], ""),
        ("\"Lee, Ana", vec![], "\"Lee, Ana"),
        ("\"Lee, Ana\" <ana@x.org>, b", vec!["ana@x.org (Ana Lee)"], "b"),
        ("ana,", vec!["!ana"], ""),
        ("ana@x ", vec![], "ana@x "),
        ("ana@x.org bo@x.org c", vec!["ana@x.org", "bo@x.org"], "c"),
        (",", vec![], ""),
    ] {
        let typed = typed(text);
        assert_eq!((shown(&typed.list), typed.rest.as_str()), (complete.into_iter().map(str::to_owned).collect(), rest), "{text:?}");
    }
}

#[test]
fn what_is_pasted_as_a_list() {
    for (text, list) in [
        ("ana@x.org", true),
        ("ana", false),
        ("ana lee", false),
        ("a@x.org, b@x.org", true),
        ("a\nb", true),
        ("Ana <a@x.org>", true),
        ("@x.org", false),
    ] {
        assert_eq!(is_list(text), list, "{text:?}");
    }
}

#[test]
fn bounds() {
    let many: String = (0..MAX_ENTRIES + 10).map(|n| format!("a{n}@x.org,")).collect();
    let list = parse(&many);
    assert_eq!((list.entries.len(), list.truncated), (MAX_ENTRIES, true));
    let long = parse(&"ü".repeat(MAX_INPUT));
    assert!(long.truncated && long.entries[0].text.chars().count() < 300);
    for stray in ["\"", "<", "(", "<(\"", "\"<", " \"", ",\"", "@", "@,", "\n", ":", "<@", "a@b.c>"] {
        let text = stray.repeat(MAX_INPUT / stray.len());
        let started = text.len();
        assert!(parse(&text).entries.len() <= MAX_ENTRIES && typed(&text).rest.len() <= started, "{stray:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_panics(text in "\\PC{0,200}", pieces in prop::collection::vec("[a-zA-Z@.,;<>()\"' \n\t|:-]{0,12}", 0..30)) {
        for text in [text, pieces.concat()] {
            let list = parse(&text);
            let mut keys: Vec<String> = list.entries.iter().map(Entry::key).collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(keys.len(), list.entries.len());
            let typed = typed(&text);
            prop_assert!(text.ends_with(&typed.rest));
        }
    }

    #[test]
    fn every_address_comes_back(
        people in prop::collection::vec(("[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", "[a-z][a-z0-9+_-]{0,10}[a-z0-9]", 0..3usize), 1..600),
        separator in prop::sample::select(vec![",", ", ", ";", "; ", "\n", "\r\n", " ,\n"]),
    ) {
        let written: Vec<String> = people.iter().enumerate().map(|(n, (name, local, style))| {
            let address = format!("{local}.{n}@x.org");
            match style { 0 => address, 1 => format!("{name} <{address}>"), _ => format!("\"{name}\" <{address}>") }
        }).collect();
        let list = parse(&written.join(separator));
        let found: Vec<&str> = list.entries.iter().filter_map(|entry| entry.email.as_ref().ok()).map(Email::address).collect();
        let expected: Vec<String> = people.iter().enumerate().map(|(n, (_, local, _))| format!("{local}.{n}@x.org")).collect();
        prop_assert_eq!(found, expected);
        prop_assert!(list.entries.iter().zip(&people).all(|(entry, (name, _, style))| (*style > 0).then_some(name) == entry.name.as_ref()));
    }
}

#[test]
fn an_address_in_another_column_than_the_header_says_is_kept() {
    for (text, expected) in [
        ("Name,Email\nEve Ort,eve@x.org\nsolo@x.org\n\"Fay, X\",fay@x.org", vec!["eve@x.org", "solo@x.org", "fay@x.org"]),
        ("name;email;second\nBo;bo@x.org;bo2@x.org", vec!["bo@x.org", "bo2@x.org"]),
        ("Name,Email\njo@x.org, kim@x.org\nAna <ana@x.org>", vec!["kim@x.org", "jo@x.org", "ana@x.org"]),
    ] {
        let list = parse(text);
        assert_eq!(list.entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), expected, "{text}");
        assert_eq!(list.left_out, 0, "{text}");
    }
}
