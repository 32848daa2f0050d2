//! How a message leaves: by SMTP, into the demo mailbox, or not at all.

use super::{Letter, mailbox};
use crate::{Backend, Error, Mail, Result};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
    transport::smtp,
};
use model::email::Email;
use std::time::Duration;

/// A mail server that says nothing for this long is tried again later.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a message did not leave, in words for the person who caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Worth another try.
    ForNow(String),
    /// The mail server will never take it.
    ForGood(String),
}

/// Hands messages over.
pub enum Postman {
    Nobody,
    Mailbox,
    Smtp { transport: Box<AsyncSmtpTransport<Tokio1Executor>>, from: Box<Mailbox> },
}

impl Postman {
    /// # Errors
    /// When the mail server's URL or the sender can't be read.
    pub fn new(mail: &Mail) -> Result<Self> {
        Ok(match mail {
            Mail::None => Self::Nobody,
            Mail::Mailbox => Self::Mailbox,
            Mail::Smtp { url, from } => {
                let from = from.parse().map_err(|error| Error::Fault(format!("the sender {from:?} is no address: {error}")))?;
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&with_tls(url))
                    .map_err(|error| Error::Fault(format!("the mail server’s URL can’t be used: {error}")))?;
                Self::Smtp { transport: Box::new(builder.timeout(Some(PATIENCE)).build()), from: Box::new(from) }
            }
        })
    }

    /// One try.
    ///
    /// # Errors
    /// [`Failure`] with the mail server's own words.
    pub async fn send(&self, backend: &Backend, letter: &Letter) -> std::result::Result<(), Failure> {
        match self {
            Self::Nobody => Err(Failure::ForNow("No mail server is configured.".into())),
            Self::Mailbox => mailbox::put(backend, letter).await.map_err(|error| Failure::ForNow(error.to_string())),
            Self::Smtp { transport, from } => {
                let message = build(from, letter).map_err(Failure::ForGood)?;
                transport.send(message).await.map(|_| ()).map_err(|error| classify(&error))
            }
        }
    }
}

/// Refuses a mail server's URL or sender that can't be used: for the command line, before anything is served.
pub fn check_url(url: &str, from: &str) -> Result<()> {
    Postman::new(&Mail::Smtp { url: url.to_owned(), from: from.to_owned() }).map(|_| ())
}

/// Sends a test message at once, for whoever sets up the server.
///
/// # Errors
/// With the mail server's words.
pub async fn send_test(backend: &Backend, to: &Email) -> Result<()> {
    let letter = Letter {
        message_id: super::compose::message_id(backend, &crate::new_id(&backend.clock)),
        to: to.address().to_owned(),
        subject: "Muster can send mail".into(),
        text: format!("This is a test message from {}. Nothing needs to be done.\n", backend.settings.base_url),
        html: "<!doctype html><html lang=\"en\"><title>Muster can send mail</title><p>This is a test message. Nothing needs to be done.</p></html>"
            .into(),
    };
    Postman::new(&backend.settings.mail)?.send(backend, &letter).await.map_err(|failure| match failure {
        Failure::ForNow(why) | Failure::ForGood(why) => Error::Fault(why),
    })
}

/// Whether the mail server answers and takes the sign-in; nothing is sent.
///
/// # Errors
/// The mail server's own words, or why it could not be reached.
pub async fn greet(mail: &Mail) -> std::result::Result<(), String> {
    match Postman::new(mail).map_err(|error| error.to_string())? {
        Postman::Smtp { transport, .. } => match transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("it answers, and does not accept commands".into()),
            Err(error) => Err(error.to_string()),
        },
        Postman::Nobody | Postman::Mailbox => Ok(()),
    }
}

/// A plain `smtp://` URL still asks for encryption where the server offers it, except on this machine.
fn with_tls(url: &str) -> String {
    let local = ["@localhost", "@127.0.0.1", "@[::1]", "//localhost", "//127.0.0.1", "//[::1]"].iter().any(|host| url.contains(host));
    match url.split_once('?') {
        None if url.starts_with("smtp://") && !local => format!("{url}?tls=opportunistic"),
        _ => url.to_owned(),
    }
}

fn build(from: &Mailbox, letter: &Letter) -> std::result::Result<Message, String> {
    // The domain as the mail server wants it; the local part exactly as stored.
    let to = Email::parse(&letter.to).map_err(|why| why.to_string())?;
    let address = format!("{}@{}", to.local_part(), to.domain()).parse().map_err(|error| format!("{error}"))?;
    Message::builder()
        .message_id(Some(letter.message_id.clone()))
        .from(from.clone())
        .to(Mailbox::new(None, address))
        .subject(&letter.subject)
        .header(header::MIME_VERSION_1_0)
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(|error| error.to_string())
}

/// Keeps vacation answers from coming back (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// 5xx is for good, except where the mail server refuses *us*: that is mended in the settings, and the message can still leave.
fn classify(error: &smtp::Error) -> Failure {
    let why = words(error);
    let about_us = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
    if error.is_permanent() && !about_us { Failure::ForGood(why) } else { Failure::ForNow(why) }
}

/// The mail server's answer, bounded and on one line.
fn words(error: &smtp::Error) -> String {
    use std::error::Error as _;
    let cause = error.source().map(|source| source.to_string()).unwrap_or_default();
    let text = match error.status() {
        Some(code) if !cause.is_empty() => format!("{code} {cause}"),
        Some(code) => format!("{code}"),
        None if cause.is_empty() => error.to_string(),
        None => format!("The mail server could not be reached: {cause}"),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(300).collect()
}
