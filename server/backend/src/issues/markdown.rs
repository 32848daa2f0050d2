//! Comments as HTML from a small set of elements. What people wrote as HTML is shown as text; nothing is fetched from anywhere.

use model::mention::mentions;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html};

/// How deep lists and quotes nest; further ones are shown as text.
const MAX_DEPTH: usize = 12;

/// Safe HTML of a Markdown text.
pub(super) fn render(text: &str) -> String {
    let mut depth = 0_usize;
    let mut links = Vec::new();
    let mut code = false;
    let events = TextMergeStream::new(Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH))
        .filter_map(|event| safe(event, &mut depth, &mut links))
        .flat_map(|event| {
            match &event {
                Event::Start(Tag::CodeBlock(_)) => code = true,
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Text(text) if !code => return with_mentions(text),
                _ => {}
            }
            vec![event]
        });
    let mut out = String::with_capacity(text.len() + 64);
    html::push_html(&mut out, events);
    out
}

/// Whoever is mentioned stands out.
fn with_mentions<'a>(text: &str) -> Vec<Event<'a>> {
    let piece = |part: &str| Event::Text(part.to_owned().into());
    let mut events = Vec::new();
    let mut at = 0;
    for (place, _) in mentions(text) {
        events.extend([
            piece(&text[at..place.start]),
            Event::InlineHtml("<span class=\"mentioned\">".into()),
            piece(&text[place.clone()]),
            Event::InlineHtml("</span>".into()),
        ]);
        at = place.end;
    }
    events.push(piece(&text[at..]));
    events
}

fn safe<'a>(event: Event<'a>, depth: &mut usize, links: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(tag @ (Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)) => {
            *depth += 1;
            (*depth <= MAX_DEPTH).then_some(Event::Start(tag))
        }
        Event::End(tag @ (TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item)) => {
            *depth = depth.saturating_sub(1);
            (*depth < MAX_DEPTH).then_some(Event::End(tag))
        }
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let target = target(link_type, &dest_url);
            links.push(target.is_some());
            target.map(|dest_url| Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: "".into(), id: "".into() }))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(event),
        // A picture would be fetched: its description stays.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        // Headings of a comment must not enter the page's outline.
        Event::Start(Tag::Heading { .. }) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::CodeBlock(_)) => Some(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented))),
        other => Some(other),
    }
}

/// Where a link may lead: web and mail addresses, nothing that runs.
fn target<'a>(link_type: LinkType, url: &CowStr<'a>) -> Option<CowStr<'a>> {
    let lower = url.to_ascii_lowercase();
    if link_type == LinkType::Email {
        return Some(format!("mailto:{url}").into());
    }
    ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)).then(|| url.clone())
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn a_small_set_of_elements() {
        for (text, html) in [
            ("plain", "<p>plain</p>\n"),
            ("**b** *i* `c < d` ~~s~~", "<p><strong>b</strong> <em>i</em> <code>c &lt; d</code> <del>s</del></p>\n"),
            ("```rust\nlet a = 1;\n```", "<pre><code>let a = 1;\n</code></pre>\n"),
            ("# Title", "<p>Title</p>\n"),
            ("[x](https://x.org)", "<p><a href=\"https://x.org\">x</a></p>\n"),
            ("<ana@x.org>", "<p><a href=\"mailto:ana@x.org\">ana@x.org</a></p>\n"),
            ("@ana@x.org’s", "<p><span class=\"mentioned\">@ana@x.org</span>’s</p>\n"),
            ("`@ana@x.org`", "<p><code>@ana@x.org</code></p>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ] {
            assert_eq!(render(text), html, "{text}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "a <b onmouseover=alert(1)>b</b>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>)",
            "![x](https://tracker.example/p.gif)",
            "[a\"onclick=b](https://x.org \"t\\\"onclick=b\")",
            "[r]: javascript:alert(1)\n\n[r]",
        ] {
            let html = render(text);
            for bad in ["<script", "<img", "<b ", "javascript:alert(1)\"", "JaVaScRiPt:alert(1)\"", "href=\"data:", "src=\"", "\" onclick"] {
                assert!(!html.contains(bad), "{text:?} → {html}");
            }
        }
    }

    #[test]
    fn deep_nesting_stays_shallow() {
        let html = render(&"> ".repeat(5_000));
        assert!(html.matches("<blockquote>").count() <= 12, "{html}");
        assert_eq!(html.matches("<blockquote>").count(), html.matches("</blockquote>").count());
    }
}
