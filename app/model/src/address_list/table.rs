//! Lists that are tables: with a header line (`Name,Email,…`), or without one but every line of one shape.

use super::{Found, clean_token, line};

/// Reads `text` if it is a table; says whether it was.
pub(super) fn read(text: &str, found: &mut Found) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let Some((&first, rest)) = lines.split_first() else { return true };
    if rest.is_empty() {
        return false;
    }
    if !first.contains('@') && text.contains('@') {
        let delimiter = delimiter_of(first);
        if let Some(columns) = Columns::of(&cells(first, delimiter)) {
            rest.iter().for_each(|line| columns.read(line, delimiter, found));
            return true;
        }
    }
    read_without_header(&lines, found)
}

/// Where a header line says that the addresses and names are.
struct Columns {
    emails: Vec<usize>,
    full: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    single: bool,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let words: Vec<String> =
            header.iter().map(|cell| cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()).collect();
        let position = |names: &[&str]| words.iter().position(|word| names.contains(&word.as_str()));
        let is_email = |word: &String| word == "mail" || word == "address" || word.starts_with("email") || word.ends_with("email");
        let emails: Vec<usize> = words.iter().enumerate().filter(|(_, word)| is_email(word)).map(|(index, _)| index).collect();
        (!emails.is_empty()).then(|| Self {
            emails,
            full: position(&["name", "fullname", "displayname", "person", "who"]),
            first: position(&["firstname", "first", "givenname", "forename", "vorname", "prénom"]),
            last: position(&["lastname", "last", "surname", "familyname", "nachname", "nom"]),
            single: words.len() == 1,
        })
    }

    fn read(&self, text: &str, delimiter: char, found: &mut Found) {
        if self.single {
            return line::read(text, found);
        }
        let cells = cells(text, delimiter);
        let cell = |index: usize| cells.get(index).map_or("", |cell| cell.trim());
        let elsewhere = || (0..cells.len()).filter(|index| !self.emails.contains(index)).map(cell).filter(|cell| cell.contains('@'));
        let Some(address) = self.emails.iter().map(|&index| cell(index)).find(|cell| !cell.is_empty()) else {
            // Not where the header says, but what was meant as an address is never dropped.
            return if elsewhere().count() == 0 { found.leave_out() } else { elsewhere().for_each(|cell| line::read(cell, found)) };
        };
        let part = |index: Option<usize>| index.map_or("", cell);
        let name = match part(self.full) {
            "" => format!("{} {}", part(self.first), part(self.last)),
            full => full.to_owned(),
        };
        // A cell may hold more than an address: `Ana <ana@x.org>`, or two of them.
        let before = found.list.entries.len();
        line::read(address, found);
        if let [entry] = &mut found.list.entries[before..]
            && entry.name.is_none()
        {
            entry.name = super::clean_name(&name);
        }
        elsewhere().for_each(|cell| line::read(cell, found));
    }
}

/// Lines that all have the same number of cells, of which one is an address.
fn read_without_header(lines: &[&str], found: &mut Found) -> bool {
    let delimiter = delimiter_of(lines[0]);
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line, delimiter)).collect();
    let width = rows[0].len();
    let one_address = |row: &Vec<String>| row.len() == width && row.iter().filter(|cell| is_bare_address(cell)).count() == 1;
    let no_other = |row: &Vec<String>| row.iter().filter(|cell| cell.contains('@')).count() == 1;
    if width < 2 || !rows.iter().all(|row| one_address(row) && no_other(row)) {
        return false;
    }
    for row in &rows {
        let Some(at) = row.iter().position(|cell| cell.contains('@')) else { continue };
        found.add(clean_token(&row[at]), name_beside(row, at).as_deref());
    }
    true
}

/// The name in a row whose cell `at` is the address: `Ana,Lee,…`, `Ana Lee,…`, or `…,Ana Lee` behind it.
fn name_beside(row: &[String], at: usize) -> Option<String> {
    let is_name = |cell: &&String| cell.chars().any(char::is_alphabetic) && !cell.chars().any(|c| c.is_ascii_digit());
    let before: Vec<&String> = row[..at].iter().filter(is_name).take(2).collect();
    match before[..] {
        [first, last] if !first.trim().contains(' ') && !last.trim().contains(' ') => Some(format!("{first} {last}")),
        [first, ..] => Some(first.clone()),
        [] => row[at + 1..].iter().filter(is_name).find(|cell| cell.trim().contains(' ')).cloned(),
    }
}

fn is_bare_address(cell: &str) -> bool {
    cell.contains('@') && !cell.contains('<') && !cell.trim().contains(' ')
}

fn delimiter_of(line: &str) -> char {
    let count = |delimiter: char| line.matches(delimiter).count();
    [',', ';', '\t'].into_iter().max_by_key(|&delimiter| (count(delimiter), delimiter == ',')).unwrap_or(',')
}

/// The cells of one line; a quoted cell may hold the delimiter, and `""` is a quote in it.
fn cells(line: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut characters) = (false, line.chars().peekable());
    while let Some(c) = characters.next() {
        let cell = cells.last_mut().expect("there is always a last cell");
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            c if c == delimiter && !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}
