//! `%` with a text on the left fills in a value, as in the reference.

use crate::fault::{Fault, FaultKind};
use crate::ops::number::Number;
use crate::runtime::{Budget, Val};

/// Fills the one place of a template. Widths and names are not supported.
pub(crate) fn fill(template: &str, value: &Val, budget: &Budget) -> Result<Val, Fault> {
    let mut out = String::with_capacity(template.len());
    let mut filled = false;
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let Some(kind) = rest[at + 1..].chars().next() else { return Err(Fault::new(FaultKind::Value, "the template ends within a place")) };
        rest = &rest[at + 1 + kind.len_utf8()..];
        if kind == '%' {
            out.push('%');
            continue;
        }
        if filled {
            return Err(Fault::of_type("the template has more places than values"));
        }
        filled = true;
        place(kind, value, &mut out, budget)?;
    }
    out.push_str(rest);
    if !filled && !matches!(value, Val::Map(_) | Val::List(_)) {
        return Err(Fault::of_type("the template has no place for the value"));
    }
    Ok(Val::Str(out.into()))
}

fn place(kind: char, value: &Val, out: &mut String, budget: &Budget) -> Result<(), Fault> {
    let number = || Number::of(value).ok_or_else(|| Fault::of_type(format!("%{kind} needs a number, not {}", value.kind())));
    match kind {
        's' => value.write(out, budget),
        'r' => {
            let mut list = String::new();
            Val::list(vec![value.clone()])?.write(&mut list, budget)?;
            out.push_str(&list[1..list.len() - 1]);
            Ok(())
        }
        'd' | 'i' => {
            let whole = match number()? {
                Number::Float(value) => Number::Float(value.trunc()).round()?,
                whole @ Number::Int(_) => whole,
            };
            whole.into_val().write(out, budget)
        }
        'f' => {
            out.push_str(&format!("{:.6}", number()?.float()?));
            Ok(())
        }
        _ => Err(Fault::new(FaultKind::Value, format!("%{kind} is not supported"))),
    }
}
