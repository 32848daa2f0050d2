-- A setting that is NULL was never chosen by an owner: the product's default, or an experiment, decides.
CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  members_request BIGINT,
  members_invite BIGINT,
  join_requests BIGINT,
  open_teams BIGINT,
  default_role TEXT,
  invitation_days BIGINT,
  allowed_domains TEXT,
  members_create_teams BIGINT,
  members_create_projects BIGINT
);

CREATE TABLE memberships (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (organization_id, account_id)
);
CREATE INDEX memberships_account ON memberships (account_id);

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (organization_id, slug)
);

CREATE TABLE team_members (
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  membership_id TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, membership_id)
);
CREATE INDEX team_members_membership ON team_members (membership_id);

-- Numbers handed out one by one ('project'), the same way on both databases.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('project', 0);

CREATE TABLE projects (
  id BIGINT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  platform TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  first_event_at BIGINT,
  issue_counter BIGINT NOT NULL DEFAULT 0,
  UNIQUE (organization_id, slug)
);

CREATE TABLE project_teams (
  project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, team_id)
);
CREATE INDEX project_teams_team ON project_teams (team_id);

-- The public half of a DSN: 32 hexadecimal digits. Not a secret: it ships inside applications.
CREATE TABLE project_keys (
  public_key TEXT PRIMARY KEY,
  project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);
CREATE INDEX project_keys_project ON project_keys (project_id);

CREATE TABLE audit_log (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  actor_id TEXT,
  client_address TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT,
  after TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX audit_log_organization ON audit_log (organization_id, created_at);

CREATE TABLE analytics_events (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  account_id TEXT,
  name TEXT NOT NULL,
  properties TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX analytics_events_organization ON analytics_events (organization_id, name, created_at);
