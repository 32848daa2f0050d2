//! The results as a table for a terminal.

use super::rates::ARMS;
use model::experiment::results::{Between, Figure, Measured, Results};
use std::fmt::Write;

/// Every metric with its arms and intervals, and what was published beside it where people behaved like that.
pub fn table(results: &Results, effect: bool) -> String {
    let mut out = String::new();
    for (place, metric) in results.metrics.iter().enumerate() {
        let _ = writeln!(out, "\n{}", metric.metric.name);
        let _ = writeln!(
            out,
            "  {:<15} {:>13}  {:<26}  {:<28} {:>8}{}",
            "arm",
            "organizations",
            "figure (95 %)",
            "lift (95 %)",
            "p, Holm",
            if effect { "  published" } else { "" }
        );
        for (arm, (figure, shown)) in metric.arms.iter().zip(&results.arms).enumerate() {
            let published = ARMS.iter().find(|published| effect && published.arm == shown.name);
            let published = published.and_then(|published| match place {
                0 => published.accepted.map(signed),
                1 => published.active.map(share),
                _ => None,
            });
            let _ = writeln!(out, "{}", line(metric, &shown.name, figure, arm, &published.unwrap_or_default()));
        }
    }
    for metric in results.metrics.iter().take(1) {
        if let Some(factorial) = &metric.factorial {
            let _ = writeln!(out, "\nEach treatment by itself, and what they do together beyond that (invitations per organization)");
            for effect in [&factorial.first, &factorial.second, &factorial.interaction] {
                let name = effect.name.replace('_', " ");
                let _ = writeln!(out, "  {name:<32} {:<28} p {}", number(effect.size), chance(effect.p));
            }
        }
    }
    if let Some(mismatch) = &results.health.mismatch {
        let verdict = if mismatch.alarm { "ALARM: something sorts the units" } else { "as it should be" };
        let _ = writeln!(out, "\nShares of the arms: p {:.3}, {verdict}", mismatch.p);
    }
    out
}

fn line(metric: &Measured, name: &str, figure: &Figure, arm: usize, published: &str) -> String {
    let ratio = metric.metric.kind == model::experiment::MetricKind::Ratio;
    let value = figure.value.map_or("–".into(), |value| if ratio { shares(value) } else { number(value) });
    let (lift, p) = match figure.compared {
        Some(compared) => (compared.lift.map_or("–".into(), lifts), chance(compared.holm)),
        None => (if arm == 0 { "baseline".into() } else { "–".into() }, String::new()),
    };
    format!("  {name:<15} {:>13}  {value:<26}  {lift:<28} {p:>8}  {published}", figure.units).trim_end().to_owned()
}

fn chance(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".into() } else { format!("{p:.4}") }
}

fn number(value: Between) -> String {
    format!("{:.3} ({:.3} to {:.3})", value.value, value.low, value.high)
}

fn share(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn shares(value: Between) -> String {
    format!("{} ({:.1} to {:.1})", share(value.value), value.low * 100.0, value.high * 100.0)
}

fn signed(value: f64) -> String {
    format!("{:+.1} %", value * 100.0)
}

fn lifts(value: Between) -> String {
    format!("{} ({:+.1} to {:+.1})", signed(value.value), value.low * 100.0, value.high * 100.0)
}
