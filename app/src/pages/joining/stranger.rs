//! Signed in, and no member: the wall in front of an organization's pages, and its sign-in page for whoever has an account.

use super::{AskToJoin, Place};
use crate::{
    api::{
        accounts::{load_door, sign_out},
        joining::{AskPosted, join_by_domain},
    },
    components::{Button, Look},
    pages::{
        form::{Form, FormError, go},
        problem::{Problem, encode_query},
    },
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;
use model::error::ApiError;

/// In place of a page of an organization that the signed-in person is no member of, or that is not there: the two look the same
/// unless the organization takes requests.
#[component]
pub fn Wall(slug: String) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    crate::exposures::meet_door(slug.clone());
    let door = Resource::new(move || slug.clone(), |slug| async move { (slug.clone(), load_door(Some(slug)).await) });
    view! {
        <Suspense>
            {move || {
                let path = path.clone();
                Suspend::new(async move {
                    match door.await {
                        (slug, Ok(door)) => match (door.joining, door.signed_in) {
                            (Some(offer), Some(me)) => {
                                #[cfg(feature = "ssr")]
                                crate::api::call::set_page_status(404);
                                let login = format!("/{slug}/login?next={}", encode_query(&path));
                                let place = Place { slug, offer, wanted: path };
                                view! { <Outside><Stranger place asked=None name=me.name address=me.email.to_string() path=login /></Outside> }.into_any()
                            }
                            _ => view! { <Problem error=ApiError::NotFound /> }.into_any(),
                        },
                        (_, Err(error)) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// Who is signed in, and the ways on: ask, or be somebody else.
#[component]
pub fn Stranger(place: Place, asked: Option<AskPosted>, name: String, address: String, path: String) -> impl IntoView {
    let form = Form::new(None);
    let again = move |_| {
        let path = path.clone();
        form.send(sign_out(), move |()| go(&path));
    };
    let title = format!("You’re not in {} yet", place.offer.organization);
    let lead = format!("You are signed in as {name}, {address}.");
    view! {
        <Card title lead=lead>
            {place.offer.join_now.then(|| view! { <JoinNow slug=place.slug.clone() organization=place.offer.organization.clone() wanted=place.wanted.clone() /> })}
            {(place.offer.ask && !place.offer.join_now).then(|| view! { <AskToJoin place=place.clone() asked me=address /> })}
            <FormError error=form.rest(&[]) />
            <Button class="button--block" look=Look::Quiet busy=form.busy() on_click=again>"Sign in as somebody else"</Button>
        </Card>
    }
}

/// A proved address at one of the organization's domains: one press.
#[component]
fn JoinNow(slug: String, organization: String, wanted: String) -> impl IntoView {
    let form = Form::new(None);
    let action = format!("/{slug}/join?next={}", encode_query(&wanted));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(join_by_domain(slug.clone(), Some(wanted.clone())), |destination| go(&destination));
    };
    view! {
        <form class="form" method="post" action=action on:submit=submit>
            <input type="hidden" name="step" value="join" />
            <p>"People with your address join by themselves."</p>
            <FormError error=form.rest(&[]) />
            <Button look=Look::Primary submit=true busy=form.busy()>{format!("Join {organization}")}</Button>
        </form>
    }
}
