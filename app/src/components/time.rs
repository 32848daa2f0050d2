//! Moments: absolute from the server, relative once the browser has them.

use leptos::prelude::*;
use model::time::{DAY, HOUR, MINUTE, SECOND, Timestamp, absolute, civil, day};

/// A moment. The server writes it absolutely in UTC; the browser turns it into "3 min ago", keeps that fresh, and titles it in the reader's zone.
#[component]
pub fn Time(
    #[prop(into)] at: Signal<Timestamp>,
    /** Always the date, never "ago". */
    #[prop(optional)]
    date: bool,
) -> impl IntoView {
    let relative = RwSignal::new(None::<String>);
    let title = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let at = at.get();
        title.set(Some(local(at)));
        relative.set((!date).then(|| ago(now(), at.0)));
    });
    let shown = move || relative.get().unwrap_or_else(|| if date { day(at.get()) } else { absolute(at.get()) });
    view! { <time datetime=move || machine(at.get()) title=move || title.get()>{shown}</time> }
}

/// The browser's clock, read again every 20 seconds by everything that shows a relative time.
fn now() -> i64 {
    thread_local! {
        static NOW: ArcRwSignal<i64> = {
            let read = || js_sys::Date::now() as i64;
            let now = ArcRwSignal::new(read());
            let ticking = now.clone();
            set_interval(move || ticking.set(read()), std::time::Duration::from_secs(20));
            now
        };
    }
    NOW.with(ArcRwSignal::get)
}

fn local(at: Timestamp) -> String {
    let date = js_sys::Date::new(&(at.0 as f64).into());
    String::from(date.to_locale_string("default", &leptos::wasm_bindgen::JsValue::UNDEFINED))
}

/// How far `at` is from `now`, both in milliseconds, in the largest unit that fits.
fn ago(now: i64, at: i64) -> String {
    let distance = (now - at).abs();
    // What lies ahead is rounded, what has passed is cut off: "in 7 d" a second after it was seven days.
    let near = |unit: i64| if at > now { (distance + unit / 2) / unit } else { distance / unit };
    let (count, unit) = match distance {
        _ if distance < 10 * SECOND => return "just now".into(),
        // The clock here is read now and then only, and may be behind the server's.
        _ if at > now && distance < MINUTE => return "just now".into(),
        _ if distance < MINUTE => (near(SECOND), "s"),
        _ if distance < HOUR => (near(MINUTE), "min"),
        _ if distance < DAY => (near(HOUR), "h"),
        _ if distance < 60 * DAY => (near(DAY), "d"),
        _ if distance < 730 * DAY => (near(30 * DAY), "mo"),
        _ => (near(365 * DAY), "y"),
    };
    if at > now { format!("in {count} {unit}") } else { format!("{count} {unit} ago") }
}

/// "20 Nov", for an axis, in UTC.
pub fn short_day(at: Timestamp) -> String {
    day(at).rsplit_once(' ').map_or_else(String::new, |(date, _)| date.to_owned())
}

fn machine(at: Timestamp) -> String {
    let (year, month, day) = civil(at.0.div_euclid(DAY));
    let of_day = at.0.rem_euclid(DAY);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / HOUR, of_day % HOUR / MINUTE, of_day % MINUTE / SECOND)
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, MINUTE, SECOND, Timestamp, absolute, ago, machine};

    #[test]
    fn moments_read_as_dates() {
        assert_eq!(absolute(Timestamp(0)), "1 Jan 1970, 00:00 UTC");
        assert_eq!(machine(Timestamp(951_782_400_000)), "2000-02-29T00:00:00Z");
        assert_eq!(machine(Timestamp(1_795_208_645_000)), "2026-11-20T21:04:05Z");
        assert_eq!(machine(Timestamp(-1_000)), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn distances_take_the_largest_unit() {
        for (distance, text) in [
            (0, "just now"),
            (3 * MINUTE, "3 min ago"),
            (5 * HOUR, "5 h ago"),
            (3 * DAY, "3 d ago"),
            (-2 * DAY, "in 2 d"),
            (-15 * SECOND, "just now"),
            (2 * SECOND - 7 * DAY, "in 7 d"),
            (90 * DAY, "3 mo ago"),
        ] {
            assert_eq!(ago(1_000 * DAY, 1_000 * DAY - distance), text);
        }
    }
}
