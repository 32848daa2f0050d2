//! What JavaScript would make of numbers and names: the reference compiler is written in it.

use crate::integer::Integer;
use crate::text::javascript_number;
use crate::value::Value;

/// A number as it comes out of JSON: whole numbers are whole, what is no number is nothing.
pub(super) fn number(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    let text = javascript_number(value);
    if text.contains(['.', 'e']) { Value::Float(value) } else { Integer::parse(&text).map_or(Value::Float(value), Value::Int) }
}

/// The number that a text stands for.
pub(super) fn to_number(text: &str) -> f64 {
    let text = text.trim_matches(whitespace);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let radix = |prefixes: [&str; 2], radix: u32| {
        let digits = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let value = digits.chars().try_fold(0.0f64, |value, digit| Some(value.mul_add(f64::from(radix), f64::from(digit.to_digit(radix)?))));
        Some(value.filter(|_| !digits.is_empty()).unwrap_or(f64::NAN))
    };
    if text.is_empty() {
        0.0
    } else if unsigned == "Infinity" {
        if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }
    } else if let Some(value) = radix(["0x", "0X"], 16).or_else(|| radix(["0o", "0O"], 8)).or_else(|| radix(["0b", "0B"], 2)) {
        value
    } else if unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')) {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

pub(super) fn whitespace(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

pub(super) fn line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Names of an object in the order in which JavaScript lists them: small whole numbers first.
pub(super) fn ordered<T>(entries: Vec<(String, T)>) -> Vec<(String, T)> {
    let index = |name: &str| name.parse::<u32>().ok().filter(|index| *index < u32::MAX && index.to_string() == name);
    let (mut numbers, names): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(name, _)| index(name).is_some());
    numbers.sort_by_key(|(name, _)| index(name));
    numbers.extend(names);
    numbers
}
