//! Light or dark: as the system has it, or as chosen in this browser.

use leptos::prelude::*;

/// How pages look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

impl Appearance {
    /// The name in the browser's storage and on the document; the document's first script knows it too.
    const fn name(self) -> Option<&'static str> {
        match self {
            Appearance::System => None,
            Appearance::Light => Some("light"),
            Appearance::Dark => Some("dark"),
        }
    }

    /// What this browser has chosen; only in the browser.
    pub fn chosen() -> Self {
        let root = document().document_element();
        match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
            Some("light") => Appearance::Light,
            Some("dark") => Appearance::Dark,
            _ => Appearance::System,
        }
    }

    /// Shows pages so from now on, in this browser.
    pub fn choose(self) {
        let storage = window().local_storage().ok().flatten();
        let root = document().document_element();
        // A browser that keeps nothing still changes this page.
        match self.name() {
            Some(name) => {
                _ = storage.map(|storage| storage.set_item("theme", name));
                _ = root.map(|root| root.set_attribute("data-theme", name));
            }
            None => {
                _ = storage.map(|storage| storage.remove_item("theme"));
                _ = root.map(|root| root.remove_attribute("data-theme"));
            }
        }
    }
}
