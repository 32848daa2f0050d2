//! Domains that are proved, and what they do.

use super::{acme, asked, asks, code, count, form, from, mail, outsider, sql, state};
use crate::{
    joining::{self, Dns, Txt},
    on_both,
    testing::Kit,
};
use model::{
    error::ApiError,
    joining::{AfterConfirming, Asked, DomainPolicy, Proof},
    role::Role,
    time::DAY,
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::net::UdpSocket;

/// A name server that knows these texts, and nothing else.
struct NameServer {
    address: SocketAddr,
    known: Arc<Mutex<Vec<(String, String)>>>,
}

impl NameServer {
    async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let server = Self { address: socket.local_addr().expect("bound"), known: Arc::default() };
        let known = server.known.clone();
        tokio::spawn(async move {
            let mut packet = [0_u8; 512];
            while let Ok((length, from)) = socket.recv_from(&mut packet).await {
                let answer = answer(&packet[..length], &known.lock().expect("lock"));
                let _ = socket.send_to(&answer, from).await;
            }
        });
        server
    }

    fn set(&self, (name, text): &(String, String)) {
        self.known.lock().expect("lock").push((name.clone(), text.clone()));
    }
}

/// The question again, with its TXT records, or "no such name".
fn answer(packet: &[u8], known: &[(String, String)]) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while packet[at] != 0 {
        let length = usize::from(packet[at]);
        labels.push(String::from_utf8_lossy(&packet[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let name = labels.join(".");
    let texts: Vec<&String> = known.iter().filter(|(of, _)| *of == name).map(|(_, text)| text).collect();
    let code = if texts.is_empty() { 3 } else { 0 };
    let mut out = packet[..2].to_vec();
    out.extend([0x81, 0x80 | code, 0, 1, 0, u8::try_from(texts.len()).expect("few"), 0, 0, 0, 0]);
    out.extend(&packet[12..at + 5]);
    for text in texts {
        let length = u8::try_from(text.len()).expect("short");
        out.extend([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, length + 1, length]);
        out.extend(text.as_bytes());
    }
    out
}

on_both!(a_txt_record_proves_a_domain, async |kit: Kit| {
    let owner = acme(&kit).await;
    let server = NameServer::start().await;
    let dns = Dns::new(Some(server.address)).expect("a resolver");
    let added = joining::add_domain(&owner, " @ACME.example ", DomainPolicy::Join).await.expect("added");
    assert_eq!((added.domain.as_str(), &*added.record.0, &added.verified), ("acme.example", "_muster.acme.example", &None));
    let missing = joining::prove_by_dns(&owner, &dns, "acme.example").await.expect_err("not there").into_api();
    assert!(matches!(missing, ApiError::Conflict { .. }), "{missing:?}");
    server.set(&("_muster.acme.example".into(), "something else".into()));
    joining::prove_by_dns(&owner, &dns, "acme.example").await.expect_err("another text");
    server.set(&added.record);
    let proved = joining::prove_by_dns(&owner, &dns, "acme.example").await.expect("proved");
    assert_eq!(proved.verified.map(|(_, how)| how), Some(Proof::Dns));
    let ways = joining::ways(&owner).await.expect("ways");
    assert_eq!(ways.domains, [proved]);
    joining::remove_domain(&owner, "acme.example").await.expect("removed");
    joining::remove_domain(&owner, "acme.example").await.expect_err("not there any more");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action LIKE 'domain.%'").await, 3);
});

#[tokio::test]
async fn a_name_server_that_is_away_is_said() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let address = silent.local_addr().expect("bound");
    drop(silent);
    let dns = Dns::new(Some(address)).expect("a resolver");
    dns.texts("_muster.acme.example").await.expect_err("nobody answers");
}

on_both!(two_owners_prove_a_domain, async |kit: Kit| {
    let owner = acme(&kit).await;
    joining::add_domain(&owner, "acme.example", DomainPolicy::Approve).await.expect("added");
    kit.member("acme", Role::Manager, "max@acme.example").await;
    kit.member("acme", Role::Owner, "zoe@other.example").await;
    kit.member("acme", Role::Owner, "zoe@sub.acme.example").await;
    joining::prove_by_owners(&owner, "acme.example").await.expect_err("one owner");
    kit.member("acme", Role::Owner, "otto@acme.example").await;
    sql(&kit, "UPDATE account_emails SET mailed = 0 WHERE email_key = 'otto@acme.example'").await;
    joining::prove_by_owners(&owner, "acme.example").await.expect_err("a link that was handed over proves nothing");
    sql(&kit, "UPDATE account_emails SET mailed = 1").await;
    let proved = joining::prove_by_owners(&owner, "acme.example").await.expect("proved");
    assert_eq!(proved.verified.map(|(_, how)| how), Some(Proof::Owners));
});

on_both!(who_may_not_and_what_cannot_be_proved, async |kit: Kit| {
    let owner = acme(&kit).await;
    for domain in ["gmail.com", "GMX.de", "yahoo.co.nz", "acme", "a b.example", ""] {
        let error = joining::add_domain(&owner, domain, DomainPolicy::Join).await.expect_err("refused").into_api();
        assert!(matches!(&error, ApiError::Invalid { field, .. } if field == "domain"), "{domain}: {error:?}");
    }
    let admin = kit.member("acme", Role::Admin, "ada@acme.example").await;
    for refused in [
        joining::add_domain(&admin, "acme.example", DomainPolicy::Join).await.map(|_| ()),
        joining::prove_by_owners(&admin, "acme.example").await.map(|_| ()),
        joining::set_domain_policy(&admin, "acme.example", DomainPolicy::Join).await,
        joining::remove_domain(&admin, "acme.example").await,
        joining::ways(&admin).await.map(|_| ()),
    ] {
        assert!(matches!(refused.expect_err("refused").into_api(), ApiError::Forbidden { .. }));
    }
    joining::add_domain(&owner, "acme.example", DomainPolicy::Join).await.expect("added");
    joining::add_domain(&owner, "acme.example", DomainPolicy::Join).await.expect_err("twice");
    // Without a proof it does nothing.
    let ana = outsider(&kit, "ana@acme.example", true).await;
    assert!(!joining::door(&kit.backend, "acme", Some(&ana)).await.expect("a door").expect("open").join_now);
    joining::join_by_domain(&ana, "acme", None).await.expect_err("not proved");
    assert_eq!(joining::ask(&kit.backend, "acme", &form(""), Some(&ana), &from("a")).await.expect("an answer"), Asked::Sent);
    assert_eq!(state(&kit, "ana@acme.example").await.0, "requested");
});

async fn with_domain(kit: &Kit, policy: DomainPolicy) {
    let owner = acme(kit).await;
    joining::add_domain(&owner, "acme.example", policy).await.expect("added");
    sql(kit, "UPDATE verified_domains SET verified_at = 1, proof = 'dns'").await;
}

on_both!(people_of_a_domain_come_in_by_themselves, async |kit: Kit| {
    with_domain(&kit, DomainPolicy::Join).await;
    // Asking is off: whoever is at the domain comes in all the same.
    sql(&kit, "UPDATE organizations SET join_requests = 0, default_role = 'admin'").await;
    let ana = outsider(&kit, "ana@acme.example", true).await;
    let offer = joining::door(&kit.backend, "acme", Some(&ana)).await.expect("a door").expect("open");
    assert!(offer.join_now && !offer.ask);
    let arrival = joining::join_by_domain(&ana, "acme", Some("/acme/members")).await.expect("joined");
    assert_eq!(arrival.destination, "/acme/members");
    assert_eq!(state(&kit, "ana@acme.example").await, ("accepted".into(), "admin".into()));
    assert_eq!(ana.enter("acme").await.expect("a member").role, Role::Admin);
    for (address, proved) in [("ben@acme.example", false), ("eve@evil.example", true), ("eve@sub.acme.example", true), ("eve@notacme.example", true)]
    {
        let stranger = outsider(&kit, address, proved).await;
        assert!(joining::door(&kit.backend, "acme", Some(&stranger)).await.expect("a door").is_none(), "{address}");
        joining::join_by_domain(&stranger, "acme", None).await.expect_err(address);
    }
});

on_both!(a_request_from_a_domain_is_approved_by_rule, async |kit: Kit| {
    with_domain(&kit, DomainPolicy::Approve).await;
    // Signed in: a member at once.
    let ana = outsider(&kit, "ana@acme.example", true).await;
    joining::join_by_domain(&ana, "acme", None).await.expect_err("they ask first");
    let asked_signed_in = joining::ask(&kit.backend, "acme", &form(""), Some(&ana), &from("a")).await.expect("an answer");
    assert!(matches!(asked_signed_in, Asked::Joined { .. }), "{asked_signed_in:?}");
    // Without an account: the proof of the address leads on to the invitation.
    let code = asked(&kit, "ben@acme.example").await;
    let confirmed = joining::confirm(&kit.backend, &code, &from("b")).await.expect("confirmed");
    let AfterConfirming::Accept { code: token } = confirmed.next else { panic!("not approved") };
    let new = crate::invitations::NewAccount { name: "Ben".into(), password: "three plain teapots".into() };
    let joined = crate::invitations::create_account(&kit.backend, &token, new, &from("b")).await.expect("an answer");
    assert!(joined.is_ok());
    assert_eq!(state(&kit, "ben@acme.example").await, ("accepted".into(), "member".into()));
    // Again by the same link: it says that they are in.
    joining::confirm(&kit.backend, &code, &from("b")).await.expect_err("joined already");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events WHERE name = 'join_request.approved'").await, 2);
    // Denied a while ago, the rule does not overrule it.
    sql(&kit, "INSERT INTO invitations (id, organization_id, email_key, address, state, role, source, created_at, expires_at, decided_at)
      SELECT 'd', id, 'dora@acme.example', 'dora@acme.example', 'denied', 'member', 'join_request', 1767225600000, 0, 1767225600000 FROM organizations")
    .await;
    kit.backend.clock.advance(DAY);
    asks(&kit, "dora@acme.example").await;
    assert!(mail(&kit, "dora@acme.example").await.expect("a message").contains("was declined"));
});

on_both!(a_domain_takes_in_whom_a_message_has_reached, async |kit: Kit| {
    with_domain(&kit, DomainPolicy::Join).await;
    let ana = outsider(&kit, "ana@acme.example", true).await;
    sql(&kit, "UPDATE account_emails SET mailed = 0 WHERE email_key = 'ana@acme.example'").await;
    joining::join_by_domain(&ana, "acme", None).await.expect_err("not proved");
    // Asking leads to a message; its link is the proof, and the rule holds from then on.
    assert_eq!(joining::ask(&kit.backend, "acme", &form(""), Some(&ana), &from("a")).await.expect("an answer"), Asked::Sent);
    let text = mail(&kit, "ana@acme.example").await.expect("a message");
    let confirmed = joining::confirm(&kit.backend, &code(&text), &from("a")).await.expect("confirmed");
    assert!(matches!(confirmed.next, AfterConfirming::Accept { .. }), "{confirmed:?}");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM account_emails WHERE email_key = 'ana@acme.example' AND mailed = 1").await, 1);
});
