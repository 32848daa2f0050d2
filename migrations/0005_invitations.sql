-- One table for invitations, invite requests and join requests: they are states of the same thing. A row never vanishes.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email_key TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT,
  state TEXT NOT NULL,
  role TEXT NOT NULL,
  -- Who invited or asked; NULL for a join request.
  inviter_id TEXT REFERENCES accounts (id),
  source TEXT NOT NULL,
  issue_id TEXT,
  intent TEXT,
  wanted_url TEXT,
  message TEXT,
  created_at BIGINT NOT NULL,
  -- When the link stops working; counted from the last (re)send.
  expires_at BIGINT NOT NULL,
  decided_by TEXT REFERENCES accounts (id),
  decided_at BIGINT,
  reason TEXT,
  accepted_by TEXT REFERENCES accounts (id),
  ended_at BIGINT
);
CREATE UNIQUE INDEX invitations_live ON invitations (organization_id, email_key) WHERE state IN ('unconfirmed', 'requested', 'pending');
CREATE INDEX invitations_organization ON invitations (organization_id, state, created_at);
CREATE INDEX invitations_inviter ON invitations (inviter_id, created_at);

CREATE TABLE invitation_teams (
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  PRIMARY KEY (invitation_id, team_id)
);

-- Links that work, by the SHA-256 of their token. The token itself is nowhere: a message gets a token of its own when it leaves.
CREATE TABLE invitation_tokens (
  token_hash BYTEA PRIMARY KEY,
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  -- Set when a resend replaced it: the holder of a dead link is told so.
  replaced_at BIGINT
);
CREATE INDEX invitation_tokens_invitation ON invitation_tokens (invitation_id);

-- The answer to each send, so that the same send twice does nothing twice.
CREATE TABLE invitation_batches (
  organization_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  batch_key TEXT NOT NULL,
  -- JSON, without links.
  result TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, account_id, batch_key)
);

-- Every send and resend of the last days, for the daily limits; swept once they no longer count.
CREATE TABLE invitation_sends (
  organization_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  email_key TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX invitation_sends_organization ON invitation_sends (organization_id, created_at);
CREATE INDEX invitation_sends_account ON invitation_sends (account_id, created_at);
CREATE INDEX invitation_sends_address ON invitation_sends (email_key, created_at);
