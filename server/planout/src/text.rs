//! How values are written: as the reference's language writes them when units are joined, as JavaScript writes numbers.

use std::fmt::Write;

use crate::value::Value;

/// Sign, decimal digits without trailing zeros, and the exponent of the first digit.
fn shortest(value: f64) -> (bool, String, i32) {
    let mut text = format!("{:e}", value.abs());
    let precision = text.find('e').unwrap_or(0).saturating_sub(2);
    if precision >= 15 {
        // Two numbers may be equally short and equally near: the standard library takes the larger, the references the even one.
        let even = format!("{:.precision$e}", value.abs());
        if even.parse() == Ok(value.abs()) {
            text = even;
        }
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let trimmed = digits.trim_end_matches('0');
    (value.is_sign_negative(), if trimmed.is_empty() { "0".into() } else { trimmed.into() }, exponent.parse().unwrap_or(0))
}

fn plain(digits: &str, exponent: i32, out: &mut String) {
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    if exponent < 0 {
        out.push_str("0.");
        (1..-exponent).for_each(|_| out.push('0'));
        out.push_str(digits);
    } else if length <= exponent + 1 {
        out.push_str(digits);
        (length..=exponent).for_each(|_| out.push('0'));
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(exponent).unwrap_or(0) + 1);
        let _ = write!(out, "{whole}.{fraction}");
    }
}

/// Hands over the digits of a whole number, without the detour through formatting.
pub(crate) fn digits(value: i64, take: impl FnOnce(&[u8])) {
    let mut buffer = [0u8; 20];
    let mut start = buffer.len();
    let mut rest = value.unsigned_abs();
    loop {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    take(&buffer[start..]);
}

/// A double as the reference prints it: the shortest digits that read back as the same number.
pub(crate) fn float(value: f64, out: &mut String) {
    if !value.is_finite() {
        out.push_str(if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        });
        return;
    }
    let (negative, digits, exponent) = shortest(value);
    if negative {
        out.push('-');
    }
    if (-4..16).contains(&exponent) {
        let start = out.len();
        plain(&digits, exponent, out);
        if !out[start..].contains('.') {
            out.push_str(".0");
        }
        return;
    }
    out.push_str(&digits[..1]);
    if digits.len() > 1 {
        let _ = write!(out, ".{}", &digits[1..]);
    }
    let _ = write!(out, "e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
}

/// A number as JavaScript prints it.
pub(crate) fn javascript_number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !value.is_finite() {
        return if value.is_nan() {
            "NaN".into()
        } else if value > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        };
    }
    let (negative, digits, exponent) = shortest(value);
    let mut out = String::new();
    if negative {
        out.push('-');
    }
    if (-6..21).contains(&exponent) {
        plain(&digits, exponent, &mut out);
        return out;
    }
    out.push_str(&digits[..1]);
    if digits.len() > 1 {
        let _ = write!(out, ".{}", &digits[1..]);
    }
    let _ = write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    out
}

/// Text in quotes, as the reference shows it within lists.
pub(crate) fn quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if character == quote => {
                out.push('\\');
                out.push(character);
            }
            ' '..='~' => out.push(character),
            _ if printable(character) => out.push(character),
            _ => escape(u32::from(character), out),
        }
    }
    out.push(quote);
}

fn escape(code: u32, out: &mut String) {
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// The standard library escapes what no reader could see. It also escapes combining marks, but only at the start.
fn printable(character: char) -> bool {
    let probe: String = ['a', character].iter().collect();
    probe.escape_debug().nth(1) == Some(character)
}

/// A value as it stands within a list.
pub(crate) fn inner(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Float(value) => float(*value, out),
        Value::Str(text) => quoted(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                inner(item, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (name, item)) in map.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                quoted(name, out);
                out.push_str(": ");
                inner(item, out);
            }
            out.push('}');
        }
    }
}

/// A value as it is hashed: text as it is, everything else as within a list.
pub(crate) fn outer(value: &Value, out: &mut String) {
    match value {
        Value::Str(text) => out.push_str(text),
        _ => inner(value, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Into<Value>) -> String {
        let mut out = String::new();
        outer(&value.into(), &mut out);
        out
    }

    #[test]
    fn numbers_are_written_as_the_reference_does() {
        let cases = [
            (1.0, "1.0"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (1e15, "1000000000000000.0"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (1.5e300, "1.5e+300"),
            (3_501_179_442_619_349.0 / 4.0, "875294860654837.2"),
            (-4_879_509_982_957_215.0 / 4.0, "-1219877495739303.8"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(value), expected);
        }
        let cases = [
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1e-7, "1e-7"),
            (0.000001, "0.000001"),
            (12345678901234567890.0, "12345678901234567000"),
            (2.5, "2.5"),
            (3_501_179_442_619_349.0 / 4.0, "875294860654837.2"),
        ];
        for (value, expected) in cases {
            assert_eq!(javascript_number(value), expected);
        }
    }

    #[test]
    fn text_within_lists_is_quoted() {
        assert_eq!(
            written(["it's", "a\"b", "it's \"x\"", "tab\t\u{7f}\u{85}\u{301}é\u{200b}"]),
            "[\"it's\", 'a\"b', 'it\\'s \"x\"', 'tab\\t\\x7f\\x85\u{301}é\\u200b']"
        );
        assert_eq!(written("plain 'text'"), "plain 'text'");
        assert_eq!(written(crate::Map::from([("a", Value::Null), ("b", true.into())])), "{'a': None, 'b': True}");
    }
}
