//! Reads moments: RFC 3339 with or without a zone, seconds as number or text, milliseconds where seconds make no sense.

use super::json::Json;
use model::time::Timestamp;

/// `None` where it is no moment after 1970 and before the year 3000.
pub fn read(json: &Json<'_>) -> Option<Timestamp> {
    match json {
        #[expect(clippy::cast_precision_loss, reason = "seconds and milliseconds of this age fit")]
        Json::Int(number) => seconds(*number as f64),
        Json::Real(number) => seconds(*number),
        Json::Text(text) => {
            let text = text.trim();
            text.parse::<f64>().ok().and_then(seconds).or_else(|| written(text))
        }
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
fn seconds(number: f64) -> Option<Timestamp> {
    let millis = if number >= 1e11 { number } else { number * 1_000.0 };
    (millis > 0.0 && millis < 3.25e13).then(|| Timestamp(millis.round() as i64))
}

fn written(text: &str) -> Option<Timestamp> {
    let millis = text.parse::<jiff::Timestamp>().map(|moment| moment.as_millisecond()).ok();
    let millis = millis.or_else(|| {
        let civil = text.trim_end_matches(" UTC").parse::<jiff::civil::DateTime>().ok()?;
        civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|moment| moment.timestamp().as_millisecond())
    })?;
    (millis > 0 && millis < 32_500_000_000_000).then_some(Timestamp(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_sdks_write_it() {
        let moment = Timestamp(1_795_197_313_823);
        for text in
            ["2026-11-20T17:55:13.823093Z", "2026-11-20T17:55:13.823", "2026-11-20 17:55:13.823", "2026-11-20T18:55:13.823+01:00", "1795197313.823"]
        {
            assert_eq!(read(&Json::Text(text.into())), Some(moment), "{text}");
        }
        assert_eq!(read(&Json::Real(1_795_197_313.823)), Some(moment));
        assert_eq!(read(&Json::Int(1_795_197_313_823)), Some(moment));
        for odd in [Json::Int(-1), Json::Int(i64::MAX), Json::Real(f64::MAX), Json::Text("yesterday".into()), Json::Null] {
            assert_eq!(read(&odd), None);
        }
    }
}
