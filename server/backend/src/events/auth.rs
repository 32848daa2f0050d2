//! The key that says which project an SDK reports to. It may stand in four places; where two are used they must agree.

use super::around::decoded;

/// Why somebody may not report. The text goes to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No key anywhere.
    Missing,
    /// Something stands where the key should, but it is none.
    Malformed,
    /// Two keys that differ.
    Differ,
    /// No such key for this project, or it is switched off.
    Unknown,
}

impl Refused {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Missing | Self::Malformed => 401,
            Self::Differ | Self::Unknown => 403,
        }
    }

    pub const fn detail(self) -> &'static str {
        match self {
            Self::Missing => "missing authorization: send sentry_key in X-Sentry-Auth, Authorization, the query, or the envelope header’s dsn",
            Self::Malformed => "bad sentry_key: 32 hexadecimal digits are expected",
            Self::Differ => "two different keys were sent",
            Self::Unknown => "this key does not belong to the project, or it is disabled",
        }
    }
}

/// Where keys were looked for so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Option<String>);

impl Keys {
    /// From the two headers and the query string (without `?`).
    ///
    /// # Errors
    /// When a key is malformed, or two differ.
    pub fn of_request(sentry_auth: Option<&str>, authorization: Option<&str>, query: Option<&str>) -> Result<Self, Refused> {
        let mut keys = Self::default();
        for header in [sentry_auth, authorization].into_iter().flatten() {
            keys.take_header(header)?;
        }
        for pair in query.unwrap_or("").split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && name == "sentry_key"
            {
                keys.take(&decoded(value))?;
            }
        }
        Ok(keys)
    }

    /// `Sentry sentry_key=…, sentry_version=7`. An Authorization of another kind says nothing.
    fn take_header(&mut self, header: &str) -> Result<(), Refused> {
        for pair in header.split([',', ' ', '\t']) {
            if let Some((name, value)) = pair.split_once('=')
                && name.eq_ignore_ascii_case("sentry_key")
            {
                self.take(value.trim_matches('"'))?;
            }
        }
        Ok(())
    }

    /// Adds the key of an envelope header's `dsn`: `https://KEY@host/1`, also `https://KEY:secret@host/1`.
    ///
    /// # Errors
    /// When it is malformed, or differs from the one that was found before.
    pub fn take_dsn(&mut self, dsn: &str) -> Result<(), Refused> {
        let (_, rest) = dsn.split_once("://").ok_or(Refused::Malformed)?;
        let (login, _) = rest.split_once('@').ok_or(Refused::Malformed)?;
        self.take(login.split(':').next().unwrap_or(login))
    }

    fn take(&mut self, key: &str) -> Result<(), Refused> {
        if key.len() != 32 || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refused::Malformed);
        }
        let key = key.to_ascii_lowercase();
        match &self.0 {
            Some(earlier) if *earlier != key => Err(Refused::Differ),
            _ => {
                self.0 = Some(key);
                Ok(())
            }
        }
    }

    /// The one key.
    pub fn key(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const A: &str = "0123456789abcdef0123456789abcdef";
    const B: &str = "ffffffffffffffffffffffffffffffff";

    fn of(sentry_auth: Option<&str>, authorization: Option<&str>, query: Option<&str>, dsn: Option<&str>) -> Result<Option<String>, Refused> {
        let mut keys = Keys::of_request(sentry_auth, authorization, query)?;
        if let Some(dsn) = dsn {
            keys.take_dsn(dsn)?;
        }
        Ok(keys.key().map(str::to_owned))
    }

    #[test]
    fn the_four_places() {
        let header = format!("Sentry sentry_key={A}, sentry_version=7, sentry_client=sentry.python/2.75.0");
        let tight = format!("sentry sentry_version=7,sentry_key={},sentry_secret={B}", A.to_uppercase());
        let query = format!("sentry_version=7&sentry_key={A}&sentry_client=x%2F1");
        let dsn = format!("https://{A}@errors.example.org/1");
        let old = format!("https://{A}:{B}@errors.example.org/path/1");
        let key = Ok(Some(A.to_owned()));
        assert_eq!(of(Some(&header), None, None, None), key);
        assert_eq!(of(Some(&tight), None, None, None), key);
        assert_eq!(of(None, Some(&header), None, None), key);
        assert_eq!(of(None, None, Some(&query), None), key);
        assert_eq!(of(None, None, None, Some(&dsn)), key);
        assert_eq!(of(None, None, None, Some(&old)), key);
        assert_eq!(of(Some(&header), Some(&tight), Some(&query), Some(&dsn)), key);
    }

    #[test]
    fn what_is_refused() {
        let a = format!("Sentry sentry_key={A}");
        let b = format!("Sentry sentry_key={B}");
        let query = format!("sentry_key={B}");
        let dsn = format!("https://{B}@errors.example.org/1");
        assert_eq!(of(Some(&a), Some(&b), None, None), Err(Refused::Differ));
        assert_eq!(of(Some(&a), None, Some(&query), None), Err(Refused::Differ));
        assert_eq!(of(Some(&a), None, None, Some(&dsn)), Err(Refused::Differ));
        assert_eq!(of(None, None, Some(&format!("sentry_key={A}&sentry_key={B}")), None), Err(Refused::Differ));
        assert_eq!(of(Some("Sentry sentry_key=short"), None, None, None), Err(Refused::Malformed));
        assert_eq!(of(None, None, None, Some("nonsense")), Err(Refused::Malformed));
        assert_eq!(of(None, Some("Bearer 0123"), Some("a=b"), None), Ok(None));
        assert_eq!(of(None, None, None, None), Ok(None));
    }

    proptest! {
        #[test]
        fn no_text_panics(header in any::<String>(), query in any::<String>(), dsn in any::<String>()) {
            let _ = of(Some(&header), Some(&query), Some(&query), Some(&dsn));
            let _ = of(Some(&format!("Sentry sentry_key={header}")), None, Some(&format!("sentry_key={query}")), Some(&format!("https://{dsn}@x/1")));
        }
    }
}
