//! Operators of chance: all draw from a hash of salt and unit.

use std::borrow::Borrow;

use sha1::{Digest, Sha1};

use crate::fault::{Fault, FaultKind};
use crate::integer::Integer;
use crate::ops::arguments::{Argument, Arguments, Name};
use crate::ops::number::{Number, to_float};
use crate::runtime::{Budget, Val};
use crate::text;
use crate::value::Value;

/// The largest number that fifteen hexadecimal digits write.
const SCALE: f64 = 0xFFF_FFFF_FFFF_FFFF_u64 as f64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Random {
    Float,
    Integer,
    Trial,
    Filter,
    Uniform,
    Weighted,
    Sample,
    FastSample,
}

/// Where hashes are made.
pub(crate) struct Hasher<'p> {
    pub(crate) salt: std::borrow::Cow<'p, str>,
    /// What salts a draw that names no salt; scripts have written theirs in.
    pub(crate) name: Option<&'p str>,
    pub(crate) separator: std::borrow::Cow<'p, str>,
    pub(crate) ascii: bool,
    pub(crate) text: &'p mut Text,
    pub(crate) budget: Budget,
    pub(crate) trace: Option<Vec<Hashed>>,
}

/// One hash that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// What was hashed.
    pub text: String,
    /// The first fifteen hexadecimal digits of the hash.
    pub hash: u64,
}

/// What is to be hashed. Nearly always short, so that it needs no memory of its own.
pub(crate) struct Text {
    short: [u8; 128],
    length: usize,
    /// Everything, once it is too long.
    long: Vec<u8>,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self { short: [0; 128], length: 0, long: Vec::new() }
    }

    fn clear(&mut self) {
        self.length = 0;
        self.long.clear();
    }

    #[inline]
    fn push(&mut self, bytes: &[u8]) {
        if self.long.is_empty()
            && let Some(room) = self.short.get_mut(self.length..self.length + bytes.len())
        {
            room.copy_from_slice(bytes);
            self.length += bytes.len();
            return;
        }
        if self.long.is_empty() {
            self.long.extend_from_slice(&self.short[..self.length]);
        }
        self.long.extend_from_slice(bytes);
    }

    fn push_unit(&mut self, unit: &Val, budget: &Budget) -> Result<(), Fault> {
        match unit {
            Val::Str(text) => {
                budget.spend(text.len() / 16)?;
                self.push(text.as_bytes());
            }
            Val::Int(Integer::Small(value)) => text::digits(*value, |digits| self.push(digits)),
            other => {
                let mut written = String::new();
                other.write(&mut written, budget)?;
                self.push(written.as_bytes());
            }
        }
        Ok(())
    }

    fn bytes(&self) -> &[u8] {
        if self.long.is_empty() { &self.short[..self.length] } else { &self.long }
    }
}

impl Hasher<'_> {
    pub(crate) fn hash(&mut self, args: &Arguments<'_>, appended: Option<&Val>) -> Result<u64, Fault> {
        if args.has(Name::FullSalt) {
            self.text.clear();
            self.text.push(args.text(Name::FullSalt)?.as_bytes());
            self.text.push(b".");
        } else {
            match self.name {
                Some(name) if !args.has(Name::Salt) => self.salted(name),
                _ => self.salted(args.text(Name::Salt)?),
            }
        }
        self.units(args.get(Name::Unit)?, appended.filter(|value| !matches!(value, Val::Null)))?;
        self.digest()
    }

    /// The hash of one unit with the salt of a script.
    pub(crate) fn hash_unit(&mut self, salt: &str, unit: &Val) -> Result<u64, Fault> {
        self.salted(salt);
        self.units(Argument::Computed(unit), None)?;
        self.digest()
    }

    fn salted(&mut self, salt: &str) {
        self.text.clear();
        self.text.push(self.salt.as_bytes());
        self.text.push(b".");
        self.text.push(salt.as_bytes());
        self.text.push(self.separator.as_bytes());
    }

    fn units(&mut self, unit: Argument<'_, '_>, appended: Option<&Val>) -> Result<(), Fault> {
        match unit {
            Argument::Computed(Val::List(list)) => {
                if let Some(appended) = appended {
                    list.push(appended.clone(), &self.budget)?;
                }
                let items = list.items.borrow();
                self.budget.spend(items.len())?;
                for (index, item) in items.iter().enumerate() {
                    self.text.push(if index > 0 { b"." } else { b"" });
                    self.text.push_unit(item, &self.budget)?;
                }
                return Ok(());
            }
            Argument::Computed(unit) => self.text.push_unit(unit, &self.budget)?,
            Argument::Constant(Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.text.push(if index > 0 { b"." } else { b"" });
                    self.text.push_unit(&Val::from_value(item), &self.budget)?;
                }
            }
            Argument::Constant(unit) => self.text.push_unit(&Val::from_value(unit), &self.budget)?,
            // Choices are no unit.
            Argument::Made(_) => {}
        }
        if let Some(appended) = appended {
            self.text.push(b".");
            self.text.push_unit(appended, &self.budget)?;
        }
        Ok(())
    }

    fn digest(&mut self) -> Result<u64, Fault> {
        let bytes = self.text.bytes();
        self.budget.spend(1 + bytes.len() / 64)?;
        if self.ascii && !bytes.is_ascii() {
            return Err(Fault::new(FaultKind::Encoding, "only ASCII can be hashed"));
        }
        let hash = hash(bytes);
        if let Some(trace) = &mut self.trace {
            trace.push(Hashed { text: String::from_utf8_lossy(bytes).into_owned(), hash });
        }
        Ok(hash)
    }
}

/// The first fifteen hexadecimal digits of the SHA-1 of some bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    let digest = Sha1::digest(bytes);
    digest.iter().take(8).fold(0u64, |acc, &byte| acc << 8 | u64::from(byte)) >> 4
}

pub(crate) fn uniform(hash: u64, low: f64, high: f64) -> f64 {
    low + (high - low) * (hash as f64 / SCALE)
}

impl Random {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "randomFloat" => Self::Float,
            "randomInteger" => Self::Integer,
            "bernoulliTrial" => Self::Trial,
            "bernoulliFilter" => Self::Filter,
            "uniformChoice" => Self::Uniform,
            "weightedChoice" => Self::Weighted,
            "sample" => Self::Sample,
            "fastSample" => Self::FastSample,
            _ => return None,
        })
    }

    /// `cumulative` are the running sums of weights that were constants of the script.
    pub(crate) fn run(self, args: &mut Arguments<'_>, cumulative: Option<&[f64]>, hasher: &mut Hasher<'_>) -> Result<Val, Fault> {
        match self {
            Self::Float => {
                let (low, high) = (args.float(Name::Min)?, args.float(Name::Max)?);
                Ok(Val::Float(uniform(hasher.hash(args, None)?, low, high)))
            }
            Self::Integer => integer(args, hasher),
            Self::Trial => {
                let chance = args.number(Name::P)?;
                let chance = probability(&chance)?;
                let drawn = uniform(hasher.hash(args, None)?, 0.0, 1.0);
                Ok(Val::Int(Integer::Small(i64::from(drawn <= chance))))
            }
            Self::Filter => filter(args, hasher),
            Self::Uniform => {
                let choices = args.list(Name::Choices)?;
                if choices.len() == 0 {
                    return Val::list(Vec::new());
                }
                let at = hasher.hash(args, None)? % choices.len() as u64;
                Ok(choices.get(at as usize).unwrap_or(Val::Null))
            }
            Self::Weighted => weighted(args, cumulative, hasher),
            Self::Sample | Self::FastSample => sample(args, self == Self::FastSample, hasher),
        }
    }
}

fn probability(chance: &Number) -> Result<f64, Fault> {
    let value = chance.float().unwrap_or(f64::NAN);
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Fault::argument("“p” must be between 0 and 1")) }
}

fn integer(args: &Arguments<'_>, hasher: &mut Hasher<'_>) -> Result<Val, Fault> {
    let (low, high) = (args.int(Name::Min)?, args.int(Name::Max)?);
    let hash = Integer::from_i128(i128::from(hasher.hash(args, None)?));
    let width = high.subtract(&low).add(&Integer::Small(1));
    let offset = hash.modulo(&width).ok_or_else(|| Fault::new(FaultKind::Division, "“max” is one below “min”: no number lies between"))?;
    Ok(Val::Int(low.add(&offset)))
}

fn filter(args: &mut Arguments<'_>, hasher: &mut Hasher<'_>) -> Result<Val, Fault> {
    let chance = args.number(Name::P)?;
    let choices = args.list(Name::Choices)?;
    let chance = probability(&chance)?;
    args.share(Name::Unit);
    let mut kept = Vec::new();
    // When the unit is the very list that is filtered, it grows with every element that is not null: that ends with what a run may cost.
    let mut at = 0;
    while let Some(item) = choices.get(at) {
        at += 1;
        if uniform(hasher.hash(args, Some(&item))?, 0.0, 1.0) <= chance {
            kept.push(item);
        }
    }
    Val::list(kept)
}

/// Running sums.
pub(crate) fn running(weights: impl Iterator<Item = impl Borrow<Val>>) -> Result<Vec<f64>, Fault> {
    let mut total = 0.0;
    weights
        .map(|weight| {
            let weight = weight.borrow();
            if matches!(weight, Val::Str(_)) {
                return Err(Fault::of_type("a weight must be a number, not a text"));
            }
            total += to_float(weight)?;
            Ok(total)
        })
        .collect()
}

/// Which of the weights a hash falls on.
pub(crate) fn weigh(cumulative: &[f64], hash: u64) -> Option<usize> {
    let stop = uniform(hash, 0.0, cumulative.last().copied().unwrap_or(0.0));
    cumulative.iter().position(|sum| stop <= *sum)
}

fn weighted(args: &Arguments<'_>, cumulative: Option<&[f64]>, hasher: &mut Hasher<'_>) -> Result<Val, Fault> {
    let choices = args.list(Name::Choices)?;
    let weights = args.list(Name::Weights)?;
    if choices.len() == 0 {
        return Val::list(Vec::new());
    }
    let computed;
    let cumulative = match cumulative {
        Some(cumulative) => cumulative,
        None => {
            hasher.budget.spend(weights.len())?;
            computed = running((0..weights.len()).filter_map(|at| weights.get(at)))?;
            &computed
        }
    };
    match weigh(cumulative, hasher.hash(args, None)?) {
        None => Ok(Val::Null),
        Some(at) => choices.get(at).ok_or_else(|| Fault::new(FaultKind::Index, "there are more weights than choices")),
    }
}

fn sample(args: &mut Arguments<'_>, fast: bool, hasher: &mut Hasher<'_>) -> Result<Val, Fault> {
    let mut choices = args.list(Name::Choices)?.all(&hasher.budget)?;
    let draws = if args.has(Name::Draws) { args.int(Name::Draws)? } else { Integer::from_i128(choices.len() as i128) };
    let length = choices.len() as i64;
    let draws = match draws.as_i64() {
        Some(draws) if draws <= length => draws,
        None if draws.is_negative() => i64::MIN / 2,
        _ => return Err(Fault::argument(format!("{draws} draws from {length} choices"))),
    };
    args.share(Name::Unit);
    for at in (1..choices.len()).rev() {
        let position = Val::Int(Integer::Small(at as i64));
        let other = hasher.hash(args, Some(&position))? % (at as u64 + 1);
        choices.swap(at, other as usize);
        if fast && length - draws == at as i64 {
            return Val::list(choices.split_off(at));
        }
    }
    // A negative number of draws leaves that many out at the end.
    let kept = if draws < 0 { (length + draws).max(0) } else { draws };
    choices.truncate(kept as usize);
    Val::list(choices)
}
