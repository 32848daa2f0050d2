//! The test kit: a backend on an empty database of either kind, a clock to move, and people to act as.
//!
//! Every store test runs on both: `on_both!(name, async |kit| { … })`. PostgreSQL comes from `MUSTER_TEST_POSTGRES` (see `scripts/postgres`).

use crate::{
    Backend, Mail, Settings,
    access::{Access, Credential},
    clock::Clock,
    db::{Db, query},
    experiments::own::{ALL, Catalog},
    live::Live,
    new_id,
    token::Token,
};
use model::{
    id::{OrganizationId, ProjectId},
    role::Role,
    time::Timestamp,
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::OnceCell;

/// When every test begins: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp(1_767_225_600_000);

/// A backend on a database of its own. Dropped, the SQLite file goes with it.
pub struct Kit {
    pub backend: Backend,
    _dir: Option<tempfile::TempDir>,
}

/// Makes one test for each database.
#[macro_export]
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            #[expect(clippy::allow_attributes, reason = "whether the import is used depends on the body")]
            #[allow(unused_imports, reason = "the body is written in the surrounding module’s words")]
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                let body = $body;
                body($crate::testing::Kit::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                let body = $body;
                body($crate::testing::Kit::postgres().await).await;
            }
        }
    };
}

static NEXT: AtomicU64 = AtomicU64::new(1);
static TEMPLATE: OnceCell<()> = OnceCell::const_new();

impl Kit {
    pub async fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let db = Db::open(&format!("sqlite://{}", dir.path().join("test.db").display())).await.expect("SQLite opens");
        Self { backend: backend(db), _dir: Some(dir) }
    }

    /// As [`Kit::sqlite`], where the machine keeps files in memory: for tests with very many commits.
    pub async fn sqlite_in_memory() -> Self {
        let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder");
        let db = Db::open(&format!("sqlite://{}", dir.path().join("test.db").display())).await.expect("SQLite opens");
        Self { backend: backend(db), _dir: Some(dir) }
    }

    pub async fn postgres() -> Self {
        let url = std::env::var("MUSTER_TEST_POSTGRES").expect("MUSTER_TEST_POSTGRES names a throwaway cluster: run `scripts/postgres start`");
        let (base, _) = url.rsplit_once('/').expect("a URL with a database");
        // The parent is the test runner, so that the processes of one run share a template.
        let template = format!("muster_template_{}", std::os::unix::process::parent_id());
        TEMPLATE.get_or_init(|| make_template(&url, base, &template)).await;
        let name = format!("muster_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // Of an earlier process with the same number, where the cluster has been there for long.
        admin(&url, format!("DROP DATABASE IF EXISTS {name}")).await;
        admin(&url, format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")).await;
        Self { backend: backend(Db::open(&format!("{base}/{name}")).await.expect("PostgreSQL opens")), _dir: None }
    }

    /// An organization with this slug and no members.
    pub async fn organization(&self, slug: &str) -> OrganizationId {
        let id = new_id(&self.backend.clock);
        let mut tx = self.backend.db.begin().await.expect("begin");
        query("INSERT INTO organizations (id, slug, name, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&id)
            .bind(slug)
            .bind(slug)
            .bind(self.backend.clock.now())
            .execute(&mut tx)
            .await
            .expect("organization");
        tx.commit().await.expect("commit");
        OrganizationId(id)
    }

    /// A new account that is a member of the organization with this slug, signed in. The address is verified.
    pub async fn member(&self, slug: &str, role: Role, address: &str) -> Access {
        let account = new_id(&self.backend.clock);
        let name = address.split('@').next().unwrap_or(address);
        let now = self.backend.clock.now();
        let mut tx = self.backend.db.begin().await.expect("begin");
        query("INSERT INTO accounts (id, name, password_hash, created_at) VALUES ($1, $2, '', $3)")
            .bind(&account)
            .bind(name)
            .bind(now)
            .execute(&mut tx)
            .await
            .expect("account");
        query("INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary, mailed) VALUES ($1, $2, $3, $4, 1, 1)")
            .bind(address.to_ascii_lowercase())
            .bind(&account)
            .bind(address)
            .bind(now)
            .execute(&mut tx)
            .await
            .expect("address");
        query("INSERT INTO memberships (id, organization_id, account_id, role, created_at) SELECT $1, id, $2, $3, $4 FROM organizations WHERE slug = $5")
            .bind(new_id(&self.backend.clock)).bind(&account).bind(role).bind(now).bind(slug).execute(&mut tx).await.expect("membership");
        let token = Token::random();
        query("INSERT INTO sessions (token_hash, id, account_id, created_at, seen_at, expires_at, user_agent, client_address) VALUES ($1, $2, $3, $4, $4, $5, '', '')")
            .bind(&token.hash).bind(new_id(&self.backend.clock)).bind(&account).bind(now).bind(i64::MAX).execute(&mut tx).await.expect("session");
        tx.commit().await.expect("commit");
        self.enter(&token.secret, slug).await
    }

    /// What this session may reach now; call again after a change of role or teams.
    pub async fn enter(&self, secret: &str, slug: &str) -> Access {
        let actor = self.backend.actor(Credential::Session(secret), "127.0.0.1").await.expect("signed in");
        actor.enter(slug).await.expect("a member")
    }

    /// A project with one key (32 times the digit 'a'..'f' by its number), and no teams.
    pub async fn project(&self, slug: &str, project: &str) -> ProjectId {
        let mut tx = self.backend.db.begin().await.expect("begin");
        let (id,): (i64,) = query("UPDATE counters SET value = value + 1 WHERE name = 'project' RETURNING value").one(&mut tx).await.expect("number");
        query("INSERT INTO projects (id, organization_id, slug, name, platform, created_at) SELECT $1, id, $2, $2, 'python', $3 FROM organizations WHERE slug = $4")
            .bind(id).bind(project).bind(self.backend.clock.now()).bind(slug).execute(&mut tx).await.expect("project");
        query("INSERT INTO project_keys (public_key, project_id, label, created_at) VALUES ($1, $2, 'Default', $3)")
            .bind(key(id))
            .bind(id)
            .bind(self.backend.clock.now())
            .execute(&mut tx)
            .await
            .expect("key");
        tx.commit().await.expect("commit");
        ProjectId(id)
    }
}

/// The public key of a test project.
pub fn key(project: i64) -> String {
    format!("{project:032x}")
}

fn backend(db: Db) -> Backend {
    Backend {
        db,
        clock: Clock::test(START),
        live: Live::default(),
        settings: Arc::new(Settings {
            base_url: "https://muster.example".into(),
            mail: Mail::Mailbox,
            demo: false,
            open_sign_up: false,
            dns: None,
            invitations_per_day: crate::INVITATIONS_PER_DAY,
        }),
        experiments: Catalog::new(ALL),
    }
}

/// Made by whichever process comes first; the others wait at the lock.
async fn make_template(url: &str, base: &str, template: &str) {
    use sqlx::Connection;
    let mut lock = connect(url).await;
    sqlx::query("SELECT pg_advisory_lock(7150)").execute(&mut lock).await.expect("the lock");
    let there = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(template).fetch_optional(&mut lock).await.expect("the list");
    if there.is_none() {
        let half = format!("{template}_half");
        admin(url, format!("DROP DATABASE IF EXISTS {half}")).await;
        admin(url, format!("CREATE DATABASE {half}")).await;
        Db::open(&format!("{base}/{half}")).await.expect("migrations run").close().await;
        // Its name says that it is whole.
        admin(url, format!("ALTER DATABASE {half} RENAME TO {template}")).await;
    }
    lock.close().await.expect("closes");
}

async fn connect(url: &str) -> sqlx::PgConnection {
    use sqlx::Connection;
    sqlx::PgConnection::connect(url).await.expect("the throwaway cluster answers")
}

async fn admin(url: &str, sql: String) {
    use sqlx::Connection;
    let mut connection = connect(url).await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("admin statement");
    connection.close().await.expect("closes");
}
