//! Thin components on native elements: what a page is put together from. Layout words that need no component are classes of
//! `style/utilities.css` (stack, row, cluster, muted, tiny, mono, truncate, visually-hidden) and `style/panel.css` (list, facts, banner).

mod avatar;
mod badge;
mod banner;
mod button;
mod chart;
mod choice;
mod code;
mod combobox;
mod copy;
mod dialog;
mod empty;
mod field;
mod focus;
mod icon;
mod menu;
mod page;
mod table;
mod tabs;
mod time;
mod toast;

pub use avatar::{Avatar, Nobody, Who};
pub use badge::{Badge, Count, Dot, Tone};
pub use banner::Banner;
pub use button::{Button, LinkButton, Look};
pub use chart::{BarGraph, Sparkline};
pub use choice::{Checkbox, Switch};
pub use code::CodeBlock;
pub use combobox::{ComboAction, ComboOption, Combobox};
pub use copy::{CopyButton, CopyField, copy};
pub use dialog::{Confirm, Dialog, DialogBody, DialogFoot, DialogSize};
pub use empty::{Empty, Skeleton};
pub use field::{Choice, Field, PasswordField, Select, TextField, Textarea};
pub use focus::{focus_path, regain};
pub use icon::{Glyph, Icon, Mark, Wordmark};
pub use menu::{Menu, MenuButton, MenuHeading, MenuItem, MenuLine};
pub use page::{Crumb, Crumbs, DocumentTitle, Page, PageHeader, Panel};
pub use table::Table;
pub use tabs::{Tab, Tabs};
pub use time::{Time, short_day};
pub use toast::{ToastRack, Toasts, provide_toasts, use_toasts};
