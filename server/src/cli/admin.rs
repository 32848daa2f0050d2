//! `muster admin …`: what an operator does without a browser.

use super::{LOCAL, Result, Store, config::Site};
use clap::Subcommand;
use model::experiment::Status;
use std::io::Read;

#[derive(Subcommand)]
pub enum Admin {
    /// Create an owner's account and its organization (or make the account an owner of it).
    CreateOwner {
        #[arg(long)]
        email: String,
        #[arg(long)]
        organization: String,
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input; otherwise one is made and printed.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Create a project and print its DSN.
    CreateProject {
        #[arg(long)]
        organization: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "other")]
        platform: String,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Give a project a new key, end its other ones, and print the new DSN.
    RotateKey {
        #[arg(long)]
        organization: String,
        #[arg(long)]
        project: String,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Create an API token for an account and print it.
    CreateToken {
        #[arg(long)]
        email: String,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Set a new password for an account and sign it out everywhere.
    ResetPassword {
        #[arg(long)]
        email: String,
        /// Read the password from standard input; otherwise one is made and printed.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Start one of the product's own experiments, such as improved_invites, or conclude it with an arm.
    Experiment {
        name: String,
        /// running, or concluded
        status: String,
        /// The arm that everybody gets once it is concluded, such as both.
        #[arg(long)]
        arm: Option<String>,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
    /// Send a message, to see that mail leaves.
    SendTestMail {
        #[arg(long)]
        to: String,
        #[command(flatten)]
        store: Store,
        #[command(flatten)]
        site: Site,
    },
}

impl Admin {
    pub async fn run(self) -> Result<()> {
        match self {
            Self::CreateOwner { email, organization, name, password_stdin, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                let (password, made) = password(password_stdin)?;
                backend::accounts::admin::create_owner(&backend, &email, &organization, name.as_deref(), &password).await?;
                println!("{email} owns {organization}");
                if made {
                    println!("password {password}");
                }
            }
            Self::CreateProject { organization, name, platform, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                println!("{}", backend::accounts::admin::create_project(&backend, &organization, &name, &platform).await?);
            }
            Self::RotateKey { organization, project, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                println!("{}", backend::accounts::admin::rotate_key(&backend, &organization, &project).await?);
            }
            Self::CreateToken { email, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                println!("{}", backend::accounts::admin::create_token(&backend, &email).await?);
            }
            Self::ResetPassword { email, password_stdin, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                let (password, made) = password(password_stdin)?;
                backend::accounts::set_password(&backend, &email, &password).await?;
                println!("{email} has a new password and is signed out everywhere");
                if made {
                    println!("password {password}");
                }
            }
            Self::Experiment { name, status, arm, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                let status: Status = status.parse().map_err(|()| format!("{status} is no status: use running or concluded"))?;
                backend::experiments::decide_own(&backend, &name, status, arm.as_deref()).await?;
                println!("{name} is {}{}", status.as_str(), arm.map_or_else(String::new, |arm| format!(": everybody has {arm}")));
            }
            Self::SendTestMail { to, store, site } => {
                let backend = site.backend(store.open().await?, LOCAL, false);
                let address = model::email::Email::parse(&to).map_err(|why| format!("{to}: {why}"))?;
                backend::mail::send_test(&backend, &address).await?;
                println!("the mail server took a message for {to}");
            }
        }
        Ok(())
    }
}

/// The password from standard input, or a new one; and whether it is new.
fn password(from_stdin: bool) -> Result<(String, bool)> {
    if !from_stdin {
        return Ok((backend::token::Token::random().secret[..20].to_owned(), true));
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    Ok((text.trim_end_matches(['\r', '\n']).to_owned(), false))
}
