//! Nothing waits: what would be here, and what to do.

use crate::{
    components::{Empty, Glyph, LinkButton, Look},
    invite::{InviteButton, InviteContext},
    organization::{use_shell, use_slug},
};
use leptos::prelude::*;
use model::invitation::Source;

#[component]
pub fn Nothing(#[prop(into)] decides: Signal<bool>) -> impl IntoView {
    let settings = format!("/{}/settings", use_slug());
    let mail = use_shell().with_untracked(|shell| shell.mail_configured);
    let (comes, heard) = if mail { ("shows here and you get a message.", "and you hear of it.") } else { ("shows here.", "and it shows here.") };
    move || {
        let settings = settings.clone();
        if decides.get() {
            view! {
                <Empty glyph=Glyph::Check title="Nobody waits for you">
                    <p>"When a member asks to invite somebody, or somebody outside asks to join, it "{comes}</p>
                    <div class="buttons">
                        <InviteButton context=InviteContext::new(Source::MembersPage)>"Invite somebody yourself"</InviteButton>
                        <LinkButton href=settings look=Look::Quiet icon=Glyph::Settings>"Who may ask"</LinkButton>
                    </div>
                </Empty>
            }
            .into_any()
        } else {
            view! {
                <Empty glyph=Glyph::UserPlus title="None of your requests waits">
                    <p>"Somebody is missing? Ask for them: a manager or owner decides, "{heard}</p>
                    <div class="buttons"><InviteButton look=Look::Primary context=InviteContext::new(Source::MembersPage) /></div>
                </Empty>
            }
            .into_any()
        }
    }
}
