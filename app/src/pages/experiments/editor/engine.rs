//! The compiler in the browser: a WebAssembly module of its own, loaded by this page alone. Where it can't be had, the server checks.

use super::desk::Desk;
use crate::api::experiments::check_experiment;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, wasm_bindgen::JsValue};
use model::experiment::draft::{Checked, Draft};
use std::{cell::RefCell, time::Duration};
use wasm_bindgen_futures::JsFuture;

/// Who checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Nobody as yet: the page has only just arrived, or runs no script.
    None,
    Browser,
    Server,
}

/// How long the server is not asked while somebody types.
const PAUSE: Duration = Duration::from_millis(400);

thread_local! {
    /// Loaded once for as long as the app is open.
    static CHECK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Checks whenever something is typed.
pub fn check_as_typed(desk: Desk) {
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            spawn_local(async move {
                let loaded = load().await;
                if let Err(error) = &loaded {
                    leptos::logging::log!("the compiler can’t be loaded, the server checks instead: {error:?}");
                }
                _ = desk.engine.try_set(if loaded.is_ok() { Engine::Browser } else { Engine::Server });
            });
        }
    });
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        let draft = desk.draft();
        match desk.engine.get() {
            Engine::None => {}
            Engine::Browser => match check_here(&draft, &desk.salt(&draft)) {
                Some(checked) => desk.checked.set(checked),
                None => desk.engine.set(Engine::Server),
            },
            Engine::Server => ask_later(desk, draft, turn),
        }
    });
}

/// Asks the server once nothing more was typed for a moment.
fn ask_later(desk: Desk, draft: Draft, turn: StoredValue<u32>) {
    let mine = turn.get_value() + 1;
    turn.set_value(mine);
    set_timeout(
        move || {
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let org = desk.slug.get_value();
            spawn_local(async move {
                if let Ok(checked) = check_experiment(org, draft).await
                    && turn.try_get_value() == Some(mine)
                {
                    _ = desk.checked.try_set(checked);
                }
            });
        },
        PAUSE,
    );
}

fn check_here(draft: &Draft, salt: &str) -> Option<Checked> {
    let cases: Vec<(&str, &str)> = draft.tests.iter().map(|case| (case.inputs.as_str(), case.expected.as_str())).collect();
    let cases = serde_json::to_string(&cases).ok()?;
    let given = Array::new();
    for text in [salt, &draft.unit, &draft.source, &cases] {
        given.push(&JsValue::from_str(text));
    }
    let answer = CHECK.with_borrow(|check| check.as_ref()?.apply(&JsValue::NULL, &given).ok())?;
    serde_json::from_str(&answer.as_string()?).ok()
}

/// Loads the module that the document names. `import` is the document's: a name that WebAssembly can call.
async fn load() -> Result<(), JsValue> {
    if CHECK.with_borrow(Option::is_some) {
        return Ok(());
    }
    let named = document().query_selector("meta[name=checker]")?.and_then(|meta| meta.get_attribute("content"));
    let script = named.ok_or("this build has none")?;
    let wasm = format!("{}_bg.wasm", script.trim_end_matches(".js"));
    let import: Function = Reflect::get(&window(), &"loadModule".into())?.dyn_into()?;
    let module = settled(import.call1(&JsValue::NULL, &script.into())?).await?;
    let start: Function = Reflect::get(&module, &"default".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"module_or_path".into(), &wasm.into())?;
    settled(start.call1(&JsValue::NULL, &options)?).await?;
    let check: Function = Reflect::get(&module, &"check".into())?.dyn_into()?;
    CHECK.with_borrow_mut(|known| *known = Some(check));
    Ok(())
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}
