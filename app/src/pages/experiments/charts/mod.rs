//! The pictures of an experiment, as SVG: across in per cent and down in pixels, so that text keeps its size at every width. Each has
//! a title and a description for people who can't see it, and a table beside it on the page.

mod exposures;
mod intervals;
mod lift;
mod scale;

pub use exposures::Exposures;
pub use intervals::Intervals;
pub use lift::{Lift, is_cut, scale};

use leptos::prelude::*;

/// Colours that arms have; a further arm begins again.
const COLOURS: usize = 6;

/// The class that gives an arm its colour; the baseline, which comes first, is grey.
pub fn colour(arm: usize) -> String {
    format!("arm--{}", if arm == 0 { 0 } else { (arm - 1) % (COLOURS - 1) + 1 })
}

/// A share of the width.
fn across(percent: f64) -> String {
    format!("{:.2}%", if percent.is_finite() { percent.clamp(0.0, 100.0) } else { 0.0 })
}

/// How a text at this place is anchored so that it stays inside.
fn anchor(percent: f64) -> &'static str {
    match percent {
        p if p < 6.0 => "start",
        p if p > 94.0 => "end",
        _ => "middle",
    }
}

/// Cut so that it fits beside what else is on the line.
fn short(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest { name.to_owned() } else { name.chars().take(longest - 1).chain(['…']).collect() }
}

/// The figures at the left of a picture, in a column of their own so that nothing is drawn over them: how far down, and what.
#[component]
fn Axis(height: f64, labels: Vec<(f64, String)>) -> impl IntoView {
    let label = |(down, text): (f64, String)| view! { <text class="tick" x="100%" y=format!("{:.1}", down + 4.0) text-anchor="end">{text}</text> };
    view! { <svg class="plot plot__axis" height=height aria-hidden="true" focusable="false">{labels.into_iter().map(label).collect_view()}</svg> }
}

/// Which colour is which arm.
#[component]
pub fn Legend(arms: Vec<String>) -> impl IntoView {
    let entry = |(at, name): (usize, String)| {
        view! {
            <li>
                <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><rect class=colour(at) width="12" height="12" rx="2"></rect></svg>
                <span class="wrap-anywhere">{name}</span>
            </li>
        }
    };
    view! { <ul class="legend">{arms.into_iter().enumerate().map(entry).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::{across, anchor, colour, short};

    #[test]
    fn arms_have_colours_and_the_baselines_is_its_own() {
        let colours: Vec<String> = (0..8).map(colour).collect();
        assert_eq!(colours[0], "arm--0");
        assert!(colours[1..].iter().all(|colour| colour != "arm--0"));
        assert_eq!(colours[1], colours[6]);
    }

    #[test]
    fn nothing_leaves_the_picture() {
        assert_eq!((across(-3.0), across(140.0), across(f64::NAN)), ("0.00%".into(), "100.00%".into(), "0.00%".into()));
        assert_eq!((anchor(0.0), anchor(50.0), anchor(100.0)), ("start", "middle", "end"));
        assert_eq!((short("both", 8), short("request to join", 8)), ("both".to_owned(), "request…".to_owned()));
    }
}
