//! A field that finds one thing among many: the ARIA combobox with a listbox.

use super::{
    avatar::Avatar,
    icon::{Glyph, Icon},
};
use leptos::{ev, html, prelude::*};

/// One thing that can be picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComboOption {
    /// What is handed back.
    pub key: String,
    pub label: String,
    /// A second line: an address, a count.
    pub more: Option<String>,
    /// Why it is suggested.
    pub why: Option<String>,
    /// Options with the same group stand together under its name; keep them adjacent.
    pub group: Option<String>,
    pub selected: bool,
    /// Shown with a dashed face.
    pub invited: bool,
    /// Shown with a square face: a team.
    pub square: bool,
    /// Shown without a face.
    pub faceless: bool,
}

/// The last row, always offered: what it does with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComboAction {
    pub label: String,
    pub glyph: Glyph,
}

#[derive(Clone, Copy)]
struct State {
    query: RwSignal<String>,
    found: Memo<Vec<ComboOption>>,
    action: Signal<Option<ComboAction>>,
    active: RwSignal<Option<usize>>,
    open: RwSignal<bool>,
    inline: bool,
    keep_open: bool,
    on_pick: Callback<String>,
    on_action: Option<Callback<String>>,
}

/// Finds options by words of `label` and `more`. `inline`: the list is always open (inside a menu); else it opens below the field.
/// `on_pick` hears the key, `on_action` what was typed. Escape closes the list first, and only then what is around it.
#[component]
pub fn Combobox(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] query: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<ComboOption>>,
    #[prop(into)] on_pick: Callback<String>,
    #[prop(optional, into)] action: Signal<Option<ComboAction>>,
    #[prop(optional, into)] on_action: Option<Callback<String>>,
    /// Said where nothing is found.
    #[prop(default = Signal::stored("Nothing found".to_owned()), into)]
    none: Signal<String>,
    #[prop(optional)] inline: bool,
    /// Picking leaves the list open and what was typed in place: for picking several.
    #[prop(optional)]
    keep_open: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let found = Memo::new(move |_| query.with(|query| options.with(|options| matching(options, query))));
    let active = RwSignal::new(None);
    let state = State { query, found, action, active, open: RwSignal::new(inline), inline, keep_open, on_pick, on_action };
    let popup = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(popup) = popup.get().filter(|_| !inline) else { return };
        // Failing means it already is as wanted.
        _ = if state.open.get() { popup.show_popover() } else { popup.hide_popover() };
    });
    let list_id = format!("{id}-list");
    let option_id = StoredValue::new(format!("{id}-option-"));
    Effect::new(move |_| {
        if let Some(place) = active.get() {
            keep_in_sight(&option_id.with_value(|id| format!("{id}{place}")));
        }
    });
    view! {
        <div class=if inline { "combobox combobox--inline" } else { "combobox" }>
            <div class="combobox__field affix">
                <Icon glyph=Glyph::Search />
                <input
                    class="input"
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-label=label.clone()
                    aria-autocomplete="list"
                    aria-expanded=move || state.open.get().to_string()
                    aria-controls=list_id.clone()
                    aria-activedescendant=move || active.get().map(|place| option_id.with_value(|id| format!("{id}{place}")))
                    placeholder=placeholder
                    node_ref=node_ref
                    prop:value=move || query.get()
                    on:input=move |event| state.typed(event_target_value(&event))
                    on:keydown=move |event| state.key(&event)
                    on:click=move |_| state.open.set(true)
                    on:blur=move |_| state.left()
                />
            </div>
            <div class="combobox__list" popover=(!inline).then_some("manual") node_ref=popup on:mousedown=move |event| event.prevent_default()>
                <div role="listbox" id=list_id aria-label=label>
                    {move || rows(state, option_id)}
                </div>
                {move || (found.with(Vec::is_empty) && none.with(|none| !none.is_empty())).then(|| view! { <p class="combobox__none" role="status">{none.get()}</p> })}
            </div>
        </div>
    }
}

/// Scrolls the list, never the page, until the option with this id can be seen.
fn keep_in_sight(id: &str) {
    let Some(option) = document().get_element_by_id(id) else { return };
    let around = |selector| option.closest(selector).ok().flatten().filter(|list| list.scroll_height() > list.client_height());
    let Some(list) = around("[role=listbox]").or_else(|| around(".combobox__list")) else { return };
    let (row, frame) = (option.get_bounding_client_rect(), list.get_bounding_client_rect());
    let beyond = (row.top() - frame.top()).min(0.0) + (row.bottom() - frame.bottom()).max(0.0);
    list.set_scroll_top(list.scroll_top() + beyond as i32);
}

fn rows(state: State, id: StoredValue<String>) -> AnyView {
    let mut group = None;
    let found = state.found.get();
    let count = found.len();
    let mut rows = Vec::with_capacity(count + 2);
    for (place, option) in found.into_iter().enumerate() {
        if option.group != group {
            group.clone_from(&option.group);
            if let Some(name) = &group {
                rows.push(view! { <div class="combobox__group" role="presentation">{name.clone()}</div> }.into_any());
            }
        }
        rows.push(view! { <Row state place id=id.with_value(|id| format!("{id}{place}")) option /> }.into_any());
    }
    if let Some(ComboAction { label, glyph }) = state.action.get() {
        let active = move || (state.active.get() == Some(count)).then_some("");
        rows.push(
            view! {
                <div class="option option--action" role="option" aria-selected="false" id=id.with_value(|id| format!("{id}{count}")) data-active=active on:click=move |_| state.choose(count)>
                    <Icon glyph />
                    <span class="option__text">{label}</span>
                </div>
            }
            .into_any(),
        );
    }
    rows.into_any()
}

#[component]
fn Row(state: State, place: usize, id: String, option: ComboOption) -> impl IntoView {
    let ComboOption { label, more, why, selected, invited, square, faceless, .. } = option;
    let active = move || (state.active.get() == Some(place)).then_some("");
    view! {
        <div class="option" role="option" id=id aria-selected=selected.to_string() data-active=active on:click=move |_| state.choose(place)>
            {(!faceless).then(|| view! { <Avatar name=label.clone() invited square /> })}
            <span class="option__text">
                <span class="truncate">{label}</span>
                {more.map(|more| view! { <span class="option__more">{more}</span> })}
                {why.map(|why| view! { <span class="option__why">{why}</span> })}
            </span>
            {selected.then(|| view! { <Icon glyph=Glyph::Check /> })}
        </div>
    }
}

impl State {
    fn count(self) -> usize {
        self.found.with_untracked(Vec::len) + usize::from(self.action.with_untracked(Option::is_some))
    }

    fn typed(self, text: String) {
        let something = !text.trim().is_empty();
        self.query.set(text);
        self.open.set(true);
        self.active.set((something && self.count() > 0).then_some(0));
    }

    fn left(self) {
        if !self.inline {
            self.open.set(false);
        }
        self.active.set(None);
    }

    fn choose(self, place: usize) {
        let picked = self.found.with_untracked(|found| found.get(place).map(|option| option.key.clone()));
        let query = self.query.get_untracked();
        if !self.keep_open || picked.is_none() {
            self.query.set(String::new());
            self.left();
        }
        match (picked, self.on_action) {
            (Some(key), _) => self.on_pick.run(key),
            (None, Some(on_action)) => on_action.run(query.trim().to_owned()),
            (None, None) => {}
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        let (count, active, open) = (self.count(), self.active.get_untracked(), self.open.get_untracked());
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" if count > 0 => self.go(if open { active.map_or(0, |place| (place + 1) % count) } else { 0 }),
            "ArrowUp" if count > 0 => self.go(active.map_or(count - 1, |place| (place + count - 1) % count)),
            "Enter" => match active {
                Some(place) if open => self.choose(place),
                _ => return,
            },
            "Escape" if open && !self.inline => self.left(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn go(self, place: usize) {
        self.open.set(true);
        self.active.set(Some(place));
    }
}

/// Options in which every word of `query` occurs, in their order.
fn matching(options: &[ComboOption], query: &str) -> Vec<ComboOption> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |option: &&ComboOption| {
        let text = format!("{} {}", option.label, option.more.as_deref().unwrap_or_default()).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    options.iter().filter(fits).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{ComboOption, matching};

    #[test]
    fn every_word_must_occur_in_name_or_second_line() {
        let option = |label: &str, more: &str| ComboOption { key: label.into(), label: label.into(), more: Some(more.into()), ..Default::default() };
        let options = [option("Ana Ruiz", "ana@x.org"), option("Bo", "bo@y.org")];
        let keys = |query| matching(&options, query).into_iter().map(|option| option.key).collect::<Vec<_>>();
        assert_eq!(keys("RUIZ x.org"), ["Ana Ruiz"]);
        assert_eq!(keys(" "), ["Ana Ruiz", "Bo"]);
        assert!(keys("carla").is_empty());
    }
}
