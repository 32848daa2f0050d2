//! Faces: initials on a colour that a name always gets again.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A face beside a name; a decoration. `name` may be an address. Invited people have a dashed ring, teams and organizations a square.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(optional)] invited: bool,
    #[prop(optional)] square: bool,
    #[prop(optional)] small: bool,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    let mut class = format!("avatar avatar--h{}", hue(&name));
    for (wanted, name) in [(invited, " avatar--invited"), (square, " avatar--square"), (small, " avatar--small"), (large, " avatar--large")] {
        if wanted {
            class.push_str(name);
        }
    }
    // Written by the style: initials are no part of the name of the button that they are in.
    view! { <span class=class data-initials=initials(&name) aria-hidden="true"></span> }
}

/// The face of nobody: an empty place.
#[component]
pub fn Nobody(#[prop(optional)] small: bool) -> impl IntoView {
    view! { <span class=if small { "avatar avatar--nobody avatar--small" } else { "avatar avatar--nobody" } aria-hidden="true"><Icon glyph=Glyph::User /></span> }
}

/// A face, a name and a second line.
#[component]
pub fn Who(
    #[prop(into)] name: String,
    #[prop(optional, into)] more: Option<String>,
    #[prop(optional)] invited: bool,
    #[prop(optional)] square: bool,
) -> impl IntoView {
    view! {
        <span class="who">
            <Avatar name=name.clone() invited square />
            <span>
                <span class="who__name">{name}</span>
                {more.map(|more| view! { <span class="who__more">{more}</span> })}
            </span>
        </span>
    }
}

/// The name itself: without the host of an address, or a remark such as "(you)".
fn own(name: &str) -> &str {
    name.split(['@', '(']).next().unwrap_or(name).trim_end()
}

/// One of eight hues, the same for the same name everywhere.
fn hue(name: &str) -> u32 {
    own(name).bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(16_777_619)) % 8
}

/// At most two letters: of the first and last word of a name, or of the part before an address's @.
fn initials(name: &str) -> String {
    let name = own(name);
    let mut words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::{hue, initials};

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, expected) in
            [("Ana María Ruiz", "AR"), ("ana.ruiz@x.org", "ar"), ("ana@x.org", "a"), ("", ""), ("—", ""), ("Olga Sund (you)", "OS"), ("Øyvind", "Ø")]
        {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn a_name_keeps_its_colour() {
        assert_eq!(hue("Ana"), hue("ana (you)"));
        assert!(hue("someone") < 8);
    }
}
