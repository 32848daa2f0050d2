//! A new organization.

use super::store;
use crate::{
    Backend, Error, Result,
    access::Actor,
    audit_log,
    clock::Clock,
    db::{Tx, query},
    members, new_id, slugs,
};
use model::{id::OrganizationId, role::Role};
use serde_json::json;

/// An organization that was just made.
#[derive(Clone, Debug)]
pub struct Created {
    pub id: OrganizationId,
    pub slug: String,
    pub name: String,
}

/// Makes an organization with the signed-in person as its owner, where this server lets anyone do so.
///
/// # Errors
/// Forbidden where it is not open; invalid `organization`.
pub async fn create(actor: &Actor, name: &str) -> Result<Created> {
    let backend = &actor.backend;
    if !backend.settings.open_sign_up {
        return Err(Error::forbidden("New organizations are made by whoever runs this server."));
    }
    let mut tx = backend.db.begin().await?;
    let made = create_in(&mut tx, &backend.clock, name, None).await?;
    members::insert(&mut tx, &backend.clock, &made.id, &actor.account, Role::Owner).await?;
    let entry = audit_log::Entry {
        action: "organization.created",
        subject: made.id.as_str(),
        before: None,
        after: Some(json!({ "name": made.name, "slug": made.slug })),
    };
    audit_log::record_for(&mut tx, &backend.clock, &made.id, Some(actor.account.as_str()), &actor.client_address, entry).await?;
    tx.commit().await?;
    Ok(made)
}

/// Makes an organization without members, inside the caller's transaction. `slug`: exactly this one, or one made from the name.
///
/// # Errors
/// Invalid `organization` or `slug`.
pub async fn create_in(tx: &mut Tx, clock: &Clock, name: &str, slug: Option<&str>) -> Result<Created> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("organization", reason))?;
    let id = OrganizationId(new_id(clock));
    if let Some(slug) = slug {
        if !model::slug::is_valid(slug) {
            return Err(Error::invalid("slug", "Use lower-case letters, digits and single hyphens, at most 50; some words are the product’s own."));
        }
        if !store::insert(tx, &id, slug, &name, clock.now()).await? {
            return Err(Error::invalid("slug", "This short name is taken."));
        }
        return Ok(Created { id, slug: slug.to_owned(), name });
    }
    for slug in slugs::candidates(&name, "organization") {
        if store::insert(tx, &id, &slug, &name, clock.now()).await? {
            return Ok(Created { id, slug, name });
        }
    }
    Err(Error::invalid("organization", "There are very many organizations with this name. Choose another one."))
}

/// The name to show on an organization's own sign-in page.
pub async fn name_of(backend: &Backend, slug: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = query("SELECT name FROM organizations WHERE slug = $1").bind(slug).optional(&backend.db).await?;
    Ok(row.map(|(name,)| name))
}
