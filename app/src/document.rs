//! The HTML document around the app: what the browser gets before any of our script runs.

use crate::App;
use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

/// Addresses of what the build made, under names that change with their content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    pub script: String,
    pub wasm: String,
    pub style: String,
    /// The experiments' compiler, which only the editor's page loads; nothing in a build that leaves it out.
    pub checker: Option<String>,
}

/// The page as a whole. Also sets the Content-Security-Policy, which names this response's nonce.
pub fn document(bundle: &Bundle) -> impl IntoView + use<> {
    let Bundle { script, wasm, style, checker } = bundle.clone();
    let nonce = use_nonce();
    set_policy(nonce.as_ref().map(ToString::to_string).as_deref().unwrap_or_default());
    // WebAssembly has no `import` of its own: what one page alone needs is loaded by this function.
    let start = format!(
        "globalThis.loadModule = (path) => import(path); import init, * as app from '{script}'; await init({{ module_or_path: '{wasm}' }}); document.documentElement.dataset.ready = '';"
    );
    // Before the first paint, so that a chosen theme does not flash.
    let theme = "const t = localStorage.getItem('theme'); if (t) document.documentElement.dataset.theme = t;";
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=style />
                <link rel="modulepreload" href=script nonce=nonce.clone() />
                <link rel="preload" href=wasm r#as="fetch" type="application/wasm" crossorigin="anonymous" />
                <script nonce=nonce.clone()>{theme}</script>
                <script type="module" nonce=nonce>{start}</script>
                {checker.map(|path| view! { <meta name="checker" content=path /> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

fn set_policy(nonce: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&policy)) {
        options.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}
