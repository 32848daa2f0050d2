//! Statements as they are shown to people: with their values in the places of `$1`, `$2`, …

/// The value of a parameter.
pub(super) enum Shown {
    Text(String),
    Number(i64),
}

/// The statement with its values, ready to be run.
pub(super) fn shown(statement: &str, values: &[Shown]) -> String {
    let mut parts = statement.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(digits);
        match number.parse::<usize>().ok().and_then(|number| values.get(number.checked_sub(1)?)) {
            Some(Shown::Text(value)) => text.extend(["'", &value.replace('\'', "''"), "'"]),
            Some(Shown::Number(value)) => text.push_str(&value.to_string()),
            None => text.extend(["$", number]),
        }
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Shown, shown};

    #[test]
    fn values_stand_where_they_belong() {
        let values = [Shown::Text("o'hara $2".into()), Shown::Number(-7)];
        assert_eq!(shown("a = $1 AND b <= $2+$2 AND c = $3", &values), "a = 'o''hara $2' AND b <= -7+-7 AND c = $3");
        assert_eq!(shown("nothing", &values), "nothing");
    }
}
