//! Several p values at once.

/// Which way to correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Bonferroni,
    Holm,
    HolmSidak,
    Hochberg,
    BenjaminiHochberg,
    BenjaminiYekutieli,
}

/// The corrected p values, in the order given.
pub fn adjust(values: &[f64], method: Method) -> Vec<f64> {
    let count = values.len() as f64;
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|left, right| values[*left].total_cmp(&values[*right]));
    let harmonic: f64 = (1..=values.len()).map(|rank| 1.0 / rank as f64).sum();
    let scaled: Vec<f64> = order
        .iter()
        .enumerate()
        .map(|(at, index)| {
            let (p, left, rank) = (values[*index], count - at as f64, at as f64 + 1.0);
            match method {
                Method::Bonferroni => p * count,
                Method::Holm | Method::Hochberg => p * left,
                Method::HolmSidak => -(left * (-p).ln_1p()).exp_m1(),
                Method::BenjaminiHochberg => p * count / rank,
                Method::BenjaminiYekutieli => p * count * harmonic / rank,
            }
        })
        .collect();
    let mut adjusted = vec![0.0; values.len()];
    match method {
        Method::Bonferroni => order.iter().zip(scaled).for_each(|(index, p)| adjusted[*index] = p.min(1.0)),
        Method::Holm | Method::HolmSidak => {
            let mut highest = 0.0f64;
            for (index, p) in order.iter().zip(scaled) {
                highest = highest.max(p).min(1.0);
                adjusted[*index] = highest;
            }
        }
        _ => {
            let mut lowest = 1.0f64;
            for (index, p) in order.iter().zip(scaled).rev() {
                lowest = lowest.min(p);
                adjusted[*index] = lowest;
            }
        }
    }
    adjusted
}
