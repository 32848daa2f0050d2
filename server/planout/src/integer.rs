//! Whole numbers of any size, as the reference has them. Nearly all are small; the others are kept as limbs.

use std::cmp::Ordering;
use std::fmt;

/// More bits than this are refused, so that a script cannot fill the memory with one number.
pub const MAX_BITS: usize = 16_384;

/// A whole number. `Big` never holds what would fit into `Small`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// What fits into 64 bits.
    Small(i64),
    /// Everything else.
    Big(Box<Big>),
}

/// Sign and magnitude; limbs are little-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Big {
    negative: bool,
    limbs: Vec<u32>,
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Self::Small(value)
    }
}

impl Integer {
    pub(crate) fn from_i128(value: i128) -> Self {
        if let Ok(small) = i64::try_from(value) {
            return Self::Small(small);
        }
        let mut magnitude = value.unsigned_abs();
        let mut limbs = Vec::with_capacity(4);
        while magnitude > 0 {
            limbs.push(magnitude as u32);
            magnitude >>= 32;
        }
        Self::Big(Box::new(Big { negative: value < 0, limbs }))
    }

    fn make(negative: bool, mut limbs: Vec<u32>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        if limbs.len() <= 2 {
            let magnitude = limbs.iter().rev().fold(0i128, |acc, &limb| (acc << 32) | i128::from(limb));
            let value = if negative { -magnitude } else { magnitude };
            return Self::from_i128(value);
        }
        Self::Big(Box::new(Big { negative, limbs }))
    }

    /// Reads decimal digits with an optional sign. `None` for anything else, or for more than 4,300 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(small) = text.parse::<i64>() {
            return Some(Self::Small(small));
        }
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        if digits.is_empty() || digits.len() > 4_300 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut limbs: Vec<u32> = Vec::new();
        for chunk in digits.as_bytes().chunks(9) {
            let value = chunk.iter().fold(0u32, |acc, byte| acc * 10 + u32::from(byte - b'0'));
            multiply_add(&mut limbs, 10u32.pow(u32::try_from(chunk.len()).unwrap_or(9)), value);
        }
        Some(Self::make(negative, limbs))
    }

    /// The number as `i64`, if it fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Small(value) => Some(*value),
            Self::Big(_) => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        *self == Self::Small(0)
    }

    pub(crate) fn is_negative(&self) -> bool {
        match self {
            Self::Small(value) => *value < 0,
            Self::Big(big) => big.negative,
        }
    }

    fn parts(&self) -> (bool, Vec<u32>) {
        match self {
            Self::Small(value) => {
                let magnitude = value.unsigned_abs();
                let mut limbs = vec![magnitude as u32, (magnitude >> 32) as u32];
                while limbs.last() == Some(&0) {
                    limbs.pop();
                }
                (*value < 0, limbs)
            }
            Self::Big(big) => (big.negative, big.limbs.clone()),
        }
    }

    pub(crate) fn negate(&self) -> Self {
        match self {
            Self::Small(value) => Self::from_i128(-i128::from(*value)),
            Self::Big(big) => Self::make(!big.negative, big.limbs.clone()),
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        if let (Self::Small(left), Self::Small(right)) = (self, other) {
            return Self::from_i128(i128::from(*left) + i128::from(*right));
        }
        let ((left_negative, left), (right_negative, right)) = (self.parts(), other.parts());
        if left_negative == right_negative {
            return Self::make(left_negative, add_limbs(&left, &right));
        }
        match compare_limbs(&left, &right) {
            Ordering::Less => Self::make(right_negative, subtract_limbs(&right, &left)),
            _ => Self::make(left_negative, subtract_limbs(&left, &right)),
        }
    }

    pub(crate) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// `None` when the product has more than [`MAX_BITS`].
    pub(crate) fn multiply(&self, other: &Self) -> Option<Self> {
        if let (Self::Small(left), Self::Small(right)) = (self, other) {
            return Some(Self::from_i128(i128::from(*left) * i128::from(*right)));
        }
        let ((left_negative, left), (right_negative, right)) = (self.parts(), other.parts());
        if (left.len() + right.len()) * 32 > MAX_BITS {
            return None;
        }
        let mut product = vec![0u32; left.len() + right.len()];
        for (index, &limb) in left.iter().enumerate() {
            let mut carry = 0u64;
            for (offset, &factor) in right.iter().enumerate() {
                let sum = u64::from(limb) * u64::from(factor) + u64::from(product[index + offset]) + carry;
                product[index + offset] = sum as u32;
                carry = sum >> 32;
            }
            product[index + right.len()] = carry as u32;
        }
        Some(Self::make(left_negative != right_negative, product))
    }

    /// The remainder with the sign of the divisor. `None` when the divisor is zero.
    pub(crate) fn modulo(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        if let (Self::Small(left), Self::Small(right)) = (self, divisor) {
            let remainder = i128::from(*left) % i128::from(*right);
            let wrong_side = remainder != 0 && (remainder < 0) != (*right < 0);
            return Some(Self::from_i128(if wrong_side { remainder + i128::from(*right) } else { remainder }));
        }
        let ((negative, left), (divisor_negative, right)) = (self.parts(), divisor.parts());
        let remainder = Self::make(negative, remainder_limbs(&left, &right));
        if remainder.is_zero() || negative == divisor_negative {
            return Some(remainder);
        }
        Some(remainder.add(divisor))
    }

    /// The nearest double, ties to even. `None` when it would be infinite.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        let big = match self {
            Self::Small(value) => return Some(*value as f64),
            Self::Big(big) => big,
        };
        let length = bits(&big.limbs);
        let magnitude = if length <= 96 {
            big.limbs.iter().rev().fold(0u128, |acc, &limb| (acc << 32) | u128::from(limb)) as f64
        } else {
            let shift = length - 64;
            let top = (0..64).fold(0u128, |acc, bit| acc | (u128::from(bit_at(&big.limbs, shift + bit)) << bit));
            let sticky = (0..shift).any(|bit| bit_at(&big.limbs, bit));
            scale((top << 1 | u128::from(sticky)) as f64, shift - 1)?
        };
        magnitude.is_finite().then_some(if big.negative { -magnitude } else { magnitude })
    }

    /// The whole number that a finite whole double is.
    pub(crate) fn from_whole_f64(value: f64) -> Self {
        if value.abs() < 9e18 {
            return Self::Small(value as i64);
        }
        let raw = value.abs().to_bits();
        let exponent = usize::try_from(raw >> 52).unwrap_or(0);
        let mantissa = (raw & ((1 << 52) - 1)) | (1 << 52);
        let shift = exponent.saturating_sub(1_075);
        let mut limbs = vec![0u32; shift / 32 + 4];
        let shifted = u128::from(mantissa) << (shift % 32);
        for part in 0..4 {
            limbs[shift / 32 + part] = (shifted >> (32 * part)) as u32;
        }
        Self::make(value < 0.0, limbs)
    }

    /// Exact comparison with a double; `None` for NaN.
    pub(crate) fn compare_f64(&self, other: f64) -> Option<Ordering> {
        if other.is_nan() {
            return None;
        }
        if other.is_infinite() {
            return Some(if other > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        let whole = other.trunc();
        let ordering = self.cmp(&Self::from_whole_f64(whole));
        Some(ordering.then_with(|| whole.partial_cmp(&other).unwrap_or(Ordering::Equal)))
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Self::Small(left), Self::Small(right)) = (self, other) {
            return left.cmp(right);
        }
        match (self.is_negative(), other.is_negative()) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (negative, _) => {
                let ordering = compare_limbs(&self.parts().1, &other.parts().1);
                if negative { ordering.reverse() } else { ordering }
            }
        }
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let big = match self {
            Self::Small(value) => return write!(out, "{value}"),
            Self::Big(big) => big,
        };
        let mut limbs = big.limbs.clone();
        let mut chunks = Vec::new();
        while !limbs.is_empty() {
            chunks.push(divide_small(&mut limbs, 1_000_000_000));
        }
        if big.negative {
            out.write_str("-")?;
        }
        write!(out, "{}", chunks.pop().unwrap_or(0))?;
        chunks.iter().rev().try_for_each(|chunk| write!(out, "{chunk:09}"))
    }
}

fn multiply_add(limbs: &mut Vec<u32>, factor: u32, addend: u32) {
    let mut carry = u64::from(addend);
    for limb in limbs.iter_mut() {
        let value = u64::from(*limb) * u64::from(factor) + carry;
        *limb = value as u32;
        carry = value >> 32;
    }
    if carry > 0 {
        limbs.push(carry as u32);
    }
}

fn divide_small(limbs: &mut Vec<u32>, divisor: u32) -> u32 {
    let mut remainder = 0u64;
    for limb in limbs.iter_mut().rev() {
        let value = (remainder << 32) | u64::from(*limb);
        *limb = (value / u64::from(divisor)) as u32;
        remainder = value % u64::from(divisor);
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    remainder as u32
}

fn compare_limbs(left: &[u32], right: &[u32]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

fn add_limbs(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut sum = Vec::with_capacity(left.len().max(right.len()) + 1);
    let mut carry = 0u64;
    for index in 0..left.len().max(right.len()) {
        let value = u64::from(left.get(index).copied().unwrap_or(0)) + u64::from(right.get(index).copied().unwrap_or(0)) + carry;
        sum.push(value as u32);
        carry = value >> 32;
    }
    sum.push(carry as u32);
    sum
}

/// `left` is at least as large as `right`.
fn subtract_limbs(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut borrow = 0i64;
    left.iter()
        .enumerate()
        .map(|(index, &limb)| {
            let value = i64::from(limb) - i64::from(right.get(index).copied().unwrap_or(0)) + borrow;
            borrow = value >> 32;
            value as u32
        })
        .collect()
}

/// Long division, a bit at a time: numbers are short here, and it is easy to see that it is right.
fn remainder_limbs(left: &[u32], right: &[u32]) -> Vec<u32> {
    if right.len() == 1 {
        return vec![divide_small(&mut left.to_vec(), right[0])];
    }
    let mut remainder: Vec<u32> = Vec::with_capacity(right.len() + 1);
    for bit in (0..bits(left)).rev() {
        let mut carry = u32::from(bit_at(left, bit));
        for limb in &mut remainder {
            let next = *limb >> 31;
            *limb = *limb << 1 | carry;
            carry = next;
        }
        if carry > 0 {
            remainder.push(carry);
        }
        if compare_limbs(&remainder, right) != Ordering::Less {
            remainder = subtract_limbs(&remainder, right);
            while remainder.last() == Some(&0) {
                remainder.pop();
            }
        }
    }
    remainder
}

fn bits(limbs: &[u32]) -> usize {
    limbs.last().map_or(0, |last| limbs.len() * 32 - last.leading_zeros() as usize)
}

fn bit_at(limbs: &[u32], bit: usize) -> bool {
    limbs.get(bit / 32).is_some_and(|limb| limb >> (bit % 32) & 1 == 1)
}

/// `value` times two to the `exponent`; `None` when that is infinite.
fn scale(value: f64, exponent: usize) -> Option<f64> {
    if exponent > 1_023 {
        return None;
    }
    Some(value * f64::from_bits((exponent as u64 + 1_023) << 52))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> Integer {
        Integer::parse(text).expect("a number")
    }

    #[test]
    fn arithmetic_beyond_64_bits() {
        assert_eq!(int("9223372036854775807").add(&Integer::Small(1)).to_string(), "9223372036854775808");
        assert_eq!(
            int("100000000000000000000").multiply(&int("-100000000000000000000")).expect("fits").to_string(),
            "-10000000000000000000000000000000000000000"
        );
        assert_eq!(int("100000000000000000000").subtract(&int("99999999999999999999")), Integer::Small(1));
        assert_eq!(int("-100000000000000000001").modulo(&int("7")), Some(Integer::Small(4)));
        assert_eq!(int("100000000000000000001").modulo(&int("-30000000000000000000")).expect("not zero").to_string(), "-19999999999999999999");
    }

    #[test]
    fn doubles_round_to_even_and_compare_exactly() {
        assert_eq!(int("9007199254740993").to_f64(), Some(9_007_199_254_740_992.0));
        assert_eq!(int("123456789012345678901234567890123456789012345").to_f64(), Some(123456789012345678901234567890123456789012345.0));
        assert_eq!(int(&"9".repeat(400)).to_f64(), None);
        assert_eq!(Integer::Small(9_007_199_254_740_993).compare_f64(9_007_199_254_740_992.0), Some(Ordering::Greater));
        assert_eq!(Integer::from_whole_f64(1e22).to_string(), "10000000000000000000000");
        assert_eq!(Integer::Small(-1).compare_f64(-1.5), Some(Ordering::Greater));
    }

    #[test]
    fn a_product_is_bounded() {
        let mut value = int("100000000000000000000");
        while let Some(next) = value.multiply(&value) {
            value = next;
        }
        assert!(value.to_string().len() < 5_000);
    }
}
