//! How what every page knows goes from the server to the browser: as a text within a script of the page.

use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};

/// JSON with quotes and apostrophes exchanged. Within the script's text a quote is written `\"`, and this has hundreds of them on each page:
/// apostrophes are written as they are.
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value).map(exchanged)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_str(&exchanged(text.to_owned()))
    }
}

/// Done twice, it is the same text again.
fn exchanged(text: String) -> String {
    let mut bytes = text.into_bytes();
    for byte in &mut bytes {
        *byte = match *byte {
            b'"' => b'\'',
            b'\'' => b'"',
            other => other,
        };
    }
    // One ASCII character stands for another: it stays UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_handed_over_arrives() {
        for text in ["", "plain", "it’s", "it's \"quoted\"", r#"\" \' \\"#, "日本 \u{0}\u{2028}</script>"] {
            let value = vec![(text.to_owned(), Some(1), true)];
            let encoded = <Json as Encoder<_>>::encode(&value).expect("written");
            let decoded: Vec<(String, Option<i32>, bool)> = Json::decode(&encoded).expect("read");
            assert_eq!(decoded, value);
        }
        assert_eq!(<Json as Encoder<_>>::encode(&["a"]).expect("written"), "['a']");
    }
}
