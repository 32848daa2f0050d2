//! Exceptions and their frames: the program's own open, libraries folded.

use super::facts::shown;
use crate::components::{Badge, Glyph, Icon, Tone};
use leptos::prelude::*;
use model::event::{Exception, Frame};

/// The chain, what was raised first; or the stack of an event without an exception.
#[component]
pub fn Exceptions(exceptions: Vec<Exception>, frames: Vec<Frame>) -> impl IntoView {
    if exceptions.is_empty() && frames.is_empty() {
        return ().into_any();
    }
    let several = exceptions.len() > 1;
    let chain =
        exceptions.into_iter().rev().enumerate().map(|(place, exception)| view! { <One exception cause={several && place > 0} /> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="stack-heading">
            <header class="panel__head"><h2 id="stack-heading">{if several { "Exceptions" } else { "Stack trace" }}</h2><span class="faint tiny">"Newest call first"</span></header>
            {chain}
            {(!frames.is_empty()).then(|| view! { <Frames frames /> })}
        </section>
    }
    .into_any()
}

#[component]
fn One(exception: Exception, cause: bool) -> impl IntoView {
    let Exception { kind, value, module, mechanism, frames } = exception;
    let unhandled = mechanism.as_ref().is_some_and(|mechanism| mechanism.handled == Some(false));
    let name = if kind.is_empty() { "Error".to_owned() } else { kind };
    let title = match module.filter(|module| !module.is_empty()) {
        Some(module) => view! { <span class="faint">{format!("{module}.")}</span>{name} }.into_any(),
        None => name.into_any(),
    };
    view! {
        <article class="exception">
            <div class="exception__head">
                {cause.then(|| view! { <p class="tiny faint exception__cause">"Caused by"</p> })}
                <div class="cluster"><h3>{title}</h3>{unhandled.then(|| view! { <Badge tone=Tone::Danger>"Unhandled"</Badge> })}</div>
                {(!value.is_empty()).then(|| view! { <p>{value}</p> })}
            </div>
            {(!frames.is_empty()).then(|| view! { <Frames frames /> })}
        </article>
    }
}

/// Newest call first. Runs of library calls fold into one line, unless there is nothing else.
#[component]
fn Frames(frames: Vec<Frame>) -> impl IntoView {
    let own = frames.iter().any(|frame| frame.in_app);
    let mut parts: Vec<AnyView> = Vec::new();
    let mut run: Vec<Frame> = Vec::new();
    let mut opened = false;
    for (place, frame) in frames.into_iter().rev().enumerate() {
        if own && !frame.in_app {
            run.push(frame);
            continue;
        }
        fold(&mut parts, &mut run);
        let broke = !std::mem::replace(&mut opened, true);
        parts.push(view! { <Call frame open={own || place == 0} broke /> }.into_any());
    }
    fold(&mut parts, &mut run);
    view! { <div class="frames">{parts}</div> }
}

fn fold(parts: &mut Vec<AnyView>, run: &mut Vec<Frame>) {
    let folded = std::mem::take(run);
    match folded.len() {
        0 => {}
        1 => parts.extend(folded.into_iter().map(|frame| view! { <Call frame open=false broke=true /> }.into_any())),
        count => {
            let inner = folded.into_iter().map(|frame| view! { <Call frame open=false broke=true /> }).collect_view();
            parts.push(
                view! {
                    <details class="frame frames-run">
                        <summary><Icon glyph=Glyph::ChevronRight /><span class="frame__where faint">{format!("{count} library calls")}</span></summary>
                        <div class="frame__body">{inner}</div>
                    </details>
                }
                .into_any(),
            );
        }
    }
}

#[component]
fn Call(frame: Frame, open: bool, broke: bool) -> impl IntoView {
    let class = if frame.in_app { "frame frame--app" } else { "frame" };
    let has_body = frame.context_line.is_some() || !frame.vars.is_empty();
    let line = view! { <Where frame=frame.clone() /> };
    if !has_body {
        return view! { <div class=class><div class="frame__line">{line}</div></div> }.into_any();
    }
    view! {
        <details class=class open=open>
            <summary><Icon glyph=Glyph::ChevronRight />{line}</summary>
            <div class="frame__body"><Source frame=frame.clone() /><Variables vars=frame.vars folded=!broke /></div>
        </details>
    }
    .into_any()
}

/// `shop/cart.py` in `total` at line 12.
#[component]
fn Where(frame: Frame) -> impl IntoView {
    let file = frame.file().unwrap_or("unknown file").to_owned();
    let place = match (frame.lineno, frame.colno) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        (Some(line), None) => format!(":{line}"),
        _ => String::new(),
    };
    let title = frame.abs_path.clone();
    let function = frame.function.clone().filter(|function| !function.is_empty());
    view! {
        <span class="frame__where" title=title>
            <b>{file}</b><code>{place}</code>
            {function.map(|function| view! { " in " <b>{function}</b> })}
        </span>
        {(!frame.in_app).then(|| frame.package.clone().map(|package| view! { <span class="badge wide-only">{package}</span> }))}
    }
}

#[component]
fn Source(frame: Frame) -> impl IntoView {
    let Frame { pre_context, context_line, post_context, lineno, .. } = frame;
    let Some(hit) = context_line else { return ().into_any() };
    let before = u32::try_from(pre_context.len()).unwrap_or(0);
    let first = lineno.map(|line| line.saturating_sub(before));
    let lines = pre_context.into_iter().map(|text| (text, false)).chain([(hit, true)]).chain(post_context.into_iter().map(|text| (text, false)));
    let lines = lines
        .zip(0_u32..)
        .map(|((text, hit), at)| {
            let number = first.map(|first| (first + at).to_string());
            let class = if hit { "source__line source__hit" } else { "source__line" };
            view! { <li class=class><span>{number}</span><code>{text}</code></li> }
        })
        .collect_view();
    view! { <ol class="source" tabindex="0" aria-label="Source">{lines}</ol> }.into_any()
}

/// Open where it broke; in the calls around it folded, so that the stack can be read in one go.
#[component]
fn Variables(vars: model::event::Pairs, folded: bool) -> impl IntoView {
    if vars.is_empty() {
        return ().into_any();
    }
    let count = vars.len();
    let rows = vars.into_iter().map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{shown(&value)}</td></tr> }).collect_view();
    let table = view! { <table class="variables"><caption class="visually-hidden">"Local variables"</caption><tbody>{rows}</tbody></table> };
    if !folded {
        return table.into_any();
    }
    let label = if count == 1 { "1 local variable".to_owned() } else { format!("{count} local variables") };
    view! { <details class="variables-fold"><summary><Icon glyph=Glyph::ChevronRight />{label}</summary>{table}</details> }.into_any()
}
