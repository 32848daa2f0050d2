//! Signed in, and in no organization: what that means, and the ways in.

use super::form::{Form, FormError, go};
use crate::{
    api::{accounts::sign_out, organizations::create_organization},
    components::{Button, LinkButton, Look, TextField},
    organization::OpenOrganization,
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn Nowhere(name: String, address: String, may_create: bool) -> impl IntoView {
    let form = Form::new(None);
    let again = move |_| form.send(sign_out(), move |()| go("/login"));
    view! {
        <Outside>
            <Card title="You’re in no organization" lead=format!("You are signed in as {name}, {address}. Issues belong to organizations, so there is nothing to see yet.")>
                <ul class="ways">
                    <li><strong>"Were you invited?"</strong>" Open the link in your message. It was sent to the address that was invited."</li>
                    <li><strong>"Is your team here?"</strong>" Ask a teammate to invite "<b class="wrap-anywhere">{address.clone()}</b>", or open a link to one of their issues and ask to join there."</li>
                    {(!may_create).then(|| view! { <li><strong>"New here?"</strong>" New organizations are made by whoever runs this server."</li> })}
                </ul>
                {may_create.then(|| view! { <Create /> })}
                <FormError error=form.rest(&[]) />
                <div class="stack stack--tight">
                    <LinkButton href="/invitation" class="button--block">"I have a code"</LinkButton>
                    <LinkButton href="/account" look=Look::Quiet class="button--block">"Your account"</LinkButton>
                    <Button look=Look::Quiet class="button--block" busy=form.busy() on_click=again>"Sign in as somebody else"</Button>
                </div>
            </Card>
        </Outside>
    }
}

#[component]
fn Create() -> impl IntoView {
    let name = RwSignal::new(String::new());
    let form = Form::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(create_organization(name.get_untracked()), |slug| go(&format!("/{slug}/issues")));
    };
    view! {
        <form class="form" method="post" on:submit=submit novalidate=true>
            <FormError error=form.rest(&["organization"]) />
            <TextField id="organization" label="Or make a new organization" value=name placeholder="Acme" required=true error=form.field("organization") />
            <Button look=Look::Primary submit=true busy=form.busy()>"Make it"</Button>
        </form>
    }
}

/// In place of an organization's pages, once whoever looks at them is no member any more.
#[component]
pub fn NoLonger() -> impl IntoView {
    let organization = expect_context::<OpenOrganization>().name();
    view! {
        <Outside>
            <Card title=format!("You’re no longer in {organization}") lead="Somebody removed you, or you have left. What you did there stays.".to_owned()>
                <p>"If that was a mistake, ask one of its managers or owners to invite you again."</p>
                <LinkButton href="/" look=Look::Primary class="button--block" attr:rel="external">"Go on"</LinkButton>
            </Card>
        </Outside>
    }
}
