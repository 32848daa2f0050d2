-- Asked on an organization's sign-in page. The answer on screen is given before anybody has looked whether the address is known here;
-- what it leads to is decided when the message to the address is written. Swept after some days.
CREATE TABLE join_asks (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email_key TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  note TEXT,
  wanted_url TEXT,
  -- The reusable link it came by, if any.
  join_link_id TEXT,
  -- Whoever was signed in with this address proved; NULL: the address has to be proved.
  account_id TEXT REFERENCES accounts (id),
  client_address TEXT NOT NULL,
  -- 0: over the limit of its address; answered in the same words, and nothing follows.
  counted BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX join_asks_created ON join_asks (created_at);

-- Links that prove the address of a join request, by the SHA-256 of their token.
CREATE TABLE join_codes (
  token_hash BYTEA PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX join_codes_invitation ON join_codes (invitation_id);

-- Whose proved addresses may come in by themselves.
CREATE TABLE verified_domains (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  domain TEXT NOT NULL,
  -- Stands in the domain's TXT record; no secret.
  challenge TEXT NOT NULL,
  -- 'join': by themselves; 'approve': a request, approved by this rule.
  policy TEXT NOT NULL,
  created_by TEXT NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  verified_at BIGINT,
  -- 'dns' or 'owners'
  proof TEXT,
  PRIMARY KEY (organization_id, domain)
);

-- Reusable links. Only the SHA-256 of the token is kept; the link is shown once.
CREATE TABLE join_links (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  token_hash BYTEA NOT NULL UNIQUE,
  role TEXT NOT NULL,
  created_by TEXT NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  -- NULL: no limit.
  max_uses BIGINT,
  uses BIGINT NOT NULL DEFAULT 0,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX join_links_organization ON join_links (organization_id, created_at);

CREATE TABLE join_link_teams (
  join_link_id TEXT NOT NULL REFERENCES join_links (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  PRIMARY KEY (join_link_id, team_id)
);

-- The reusable link that an invitation came from.
ALTER TABLE invitations ADD COLUMN join_link_id TEXT;
