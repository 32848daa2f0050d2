//! What somebody's mailbox receives who asked to join. The screen said the same to everybody; this says how they stand.

use super::{
    compose,
    letters::{JoinConfirm, JoinStanding, Letter},
    text,
};
use crate::{
    Backend, Result,
    db::Tx,
    joining::{self, Ask, Decided},
};

/// Decides what the request leads to and writes that. `None`: nothing follows.
pub(super) async fn answer(tx: &mut Tx, backend: &Backend, message_id: String, ask: &str, to: &str) -> Result<Option<Letter>> {
    let Some((ask, decided)) = joining::decide(tx, backend, ask).await? else { return Ok(None) };
    let base = &backend.settings.base_url;
    let slug = &ask.slug;
    match decided {
        Decided::Nothing => Ok(None),
        Decided::Confirm(invitation) => {
            let (code, lapses) = joining::mint_code(tx, &backend.clock, &invitation).await?;
            let page = format!("{base}/confirm");
            let message = JoinConfirm {
                organization: text::name(&ask.organization),
                by_link: ask.join_link_id.is_some(),
                address: ask.address,
                lapses: compose::date(lapses),
                link: format!("{page}#{}", code.secret),
                page,
                code: code.secret,
            };
            let what = if message.by_link { "address" } else { "request" };
            message.letter(message_id, to, format!("Confirm your {what} to join {}", text::line(&ask.organization))).map(Some)
        }
        Decided::Invited(invitation) | Decided::ByRule(invitation) => compose::invitation(tx, backend, message_id, invitation.as_str(), to).await,
        Decided::Member => {
            let next = ask.wanted_url.clone().unwrap_or_else(|| format!("/{slug}"));
            let link = format!("{base}/{slug}/login?next={}", encoded(&next));
            standing(ask, message_id, to, "You are a member already.".into(), Some((link, "Sign in".into())))
        }
        Decided::Requested(_) | Decided::Waiting => {
            let words = "Your request waits for a manager or owner to decide. You get a message when they have.";
            standing(ask, message_id, to, words.into(), None)
        }
        Decided::Declined(until) => {
            let words = format!("An earlier request of yours was declined. You can ask again from {}.", compose::date(until));
            standing(ask, message_id, to, words, None)
        }
        Decided::Foreign => {
            standing(ask, message_id, to, "Only addresses of its own domains are taken in. Ask with your address at work.".into(), None)
        }
    }
}

/// A path inside a query.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn standing(ask: Ask, message_id: String, to: &str, standing: String, next: Option<(String, String)>) -> Result<Option<Letter>> {
    let subject = format!("Your request to join {}", text::line(&ask.organization));
    JoinStanding { organization: text::name(&ask.organization), address: ask.address, standing, next }.letter(message_id, to, subject).map(Some)
}
