//! Line icons on a grid of 16, drawn for Muster, and its mark.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Activity,
    Alert,
    Bell,
    Bolt,
    Building,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Comment,
    Commit,
    Copy,
    Download,
    External,
    Eye,
    EyeOff,
    Experiments,
    Filter,
    Info,
    Issues,
    Key,
    Link,
    Logout,
    Mail,
    Members,
    Menu,
    Monitor,
    Moon,
    More,
    Pencil,
    Plus,
    Projects,
    Refresh,
    Releases,
    Search,
    Send,
    Settings,
    Shield,
    Sun,
    Teams,
    Terminal,
    Trash,
    UpDown,
    User,
    UserPlus,
    X,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Glyph::Activity => "M1.5 8h3l2-5 3 10 2-5h3",
            Glyph::Alert => "M8 2.2 14.5 13.5h-13zM8 6.5v3M8 11.5h.01",
            Glyph::Bell => "M4 6.5a4 4 0 0 1 8 0c0 3.5 1.5 4.5 1.5 4.5h-11S4 10 4 6.5M6.7 13.5a1.5 1.5 0 0 0 2.6 0",
            Glyph::Bolt => "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z",
            Glyph::Building => "M3 13.5v-11h6v11M9 6h4v7.5M1.5 13.5h13M5.2 5.2h1.6M5.2 8h1.6M5.2 10.8h1.6",
            Glyph::Check => "m3 8.5 3.3 3.3L13 4.7",
            Glyph::ChevronDown => "m4 6 4 4 4-4",
            Glyph::ChevronLeft => "m10 4-4 4 4 4",
            Glyph::ChevronRight => "m6 4 4 4-4 4",
            Glyph::Clock => "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 4.5V8l2.3 1.4",
            Glyph::Comment => "M2.5 3h11v8h-6l-3 2.5V11h-2z",
            Glyph::Commit => "M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4M1.5 8h3.8M10.7 8h3.8",
            Glyph::Copy => {
                "M5.5 6.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1zM10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"
            }
            Glyph::Download => "M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.5 13.5h11",
            Glyph::External => "M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3",
            Glyph::Eye => "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
            Glyph::EyeOff => {
                "M2.5 2.5l11 11M6.4 3.7A6 6 0 0 1 8 3.5C12 3.5 14.5 8 14.5 8a11 11 0 0 1-1.9 2.4M10 12.2a6 6 0 0 1-2 .3C4 12.5 1.5 8 1.5 8a11 11 0 0 1 2.6-3M6.6 6.6a2 2 0 0 0 2.8 2.8"
            }
            Glyph::Experiments => "M6 2.2h4M6.8 2.2v4L2.9 12.4a1 1 0 0 0 .9 1.4h8.4a1 1 0 0 0 .9-1.4L9.2 6.2v-4M5 10h6",
            Glyph::Filter => "M2.5 4h11M4.5 8h7M6.5 12h3",
            Glyph::Info => "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 7.3v3.4M8 5.2h.01",
            Glyph::Issues => "M2 9.5h3l1 2h4l1-2h3M2 9.5v3a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3l-2-6.3a1 1 0 0 0-.9-.7H4.9a1 1 0 0 0-.9.7z",
            Glyph::Key => "M10.3 9.2a3.3 3.3 0 1 0-3-2L2.5 12v1.8H5v-1.6h1.6v-1.6l1.6-1.6a3.3 3.3 0 0 0 2.1.2M11.2 4.9h.01",
            Glyph::Link => {
                "M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.7 2.7 0 0 0-3.9-3.9l-.9.9M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.7 2.7 0 0 0 3.9 3.9l.9-.9"
            }
            Glyph::Logout => "M6 2.5H3.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1H6M10.5 11l3-3-3-3M13.5 8H6",
            Glyph::Mail => "M2.5 3.5h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1M1.8 4.3 8 9l6.2-4.7",
            Glyph::Members => {
                "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c.4-2.4 2.2-4 4.5-4s4.1 1.6 4.5 4M10.8 2.8a2.5 2.5 0 0 1 0 4.4M12.3 9.9c1.2.6 2 1.9 2.2 3.6"
            }
            Glyph::Menu => "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
            Glyph::Monitor => "M2.5 2.8h11a1 1 0 0 1 1 1v6.4a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1M5.5 13.8h5M8 11.2v2.6",
            Glyph::Moon => "M13.5 9.3A5.8 5.8 0 1 1 6.7 2.5a4.6 4.6 0 0 0 6.8 6.8",
            Glyph::More => "M3.2 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0M7.7 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0M12.2 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0",
            Glyph::Pencil => "M10.8 2.7 13.3 5.2 5.5 13H3v-2.5zM9.2 4.3l2.5 2.5",
            Glyph::Plus => "M8 3v10M3 8h10",
            Glyph::Projects => "m8 1.8 5.5 3v6.4l-5.5 3-5.5-3V4.8zM2.5 4.8 8 7.9l5.5-3.1M8 7.9v6.3",
            Glyph::Refresh => "M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v3h-3",
            Glyph::Releases => "M2.5 2.5h5L14 9l-5 5-6.5-6.5zM5.3 5.3h.01",
            Glyph::Search => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.3 10.3 14 14",
            Glyph::Send => "M14 2 7.3 8.7M14 2 9.7 14 7.3 8.7 2 6.3z",
            Glyph::Settings => {
                "M2 4.5h6.3M11.7 4.5H14M10 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4M2 11.5h2.3M7.7 11.5H14M6 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4"
            }
            Glyph::Shield => "M8 1.8 13 3.7v3.8c0 3.2-2 5.6-5 6.7-3-1.1-5-3.5-5-6.7V3.7z",
            Glyph::Sun => {
                "M5.3 8a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1"
            }
            Glyph::Teams => {
                "M8 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4M4 13.7a2 2 0 1 0 0-4 2 2 0 0 0 0 4M12 13.7a2 2 0 1 0 0-4 2 2 0 0 0 0 4M7 6 5.1 9.8M9 6l1.9 3.8M6 11.7h4"
            }
            Glyph::Terminal => "M2.5 2.8h11a1 1 0 0 1 1 1v8.4a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1M4.5 6l2 2-2 2M8.5 10h3",
            Glyph::Trash => "M3 4.5h10M6.5 4.5V3a.5.5 0 0 1 .5-.5h2a.5.5 0 0 1 .5.5v1.5M4.2 4.5l.6 8.5a.7.7 0 0 0 .7.6h5a.7.7 0 0 0 .7-.6l.6-8.5",
            Glyph::UpDown => "m5 6 3-3 3 3M5 10l3 3 3-3",
            Glyph::User => "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4M2.8 13.8c.5-2.5 2.6-4.2 5.2-4.2s4.7 1.7 5.2 4.2",
            Glyph::UserPlus => "M6.5 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.8 13.5c.4-2.4 2.3-4 4.7-4 1 0 1.9.3 2.6.7M12.5 9.5v4M10.5 11.5h4",
            Glyph::X => "m4 4 8 8M12 4l-8 8",
        }
    }
}

/// A decoration: it has no name of its own, the control or text beside it does.
#[component]
pub fn Icon(glyph: Glyph, #[prop(optional)] large: bool, #[prop(optional)] huge: bool) -> impl IntoView {
    let class = if huge {
        "icon icon--huge"
    } else if large {
        "icon icon--large"
    } else {
        "icon"
    };
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=glyph.path() /></svg> }
}

/// Muster's mark: three who have come together, a fourth arriving.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="currentColor">
                <circle cx="7" cy="16.5" r="4" />
                <circle cx="17" cy="16.5" r="4" />
                <circle cx="12" cy="8" r="4" />
            </g>
            <circle cx="19.8" cy="5.2" r="1.9" fill="none" stroke="currentColor" stroke-width="1.6" />
        </svg>
    }
}

/// The mark and the name.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! { <span class="wordmark"><Mark />"Muster"</span> }
}
