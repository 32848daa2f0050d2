-- How often what this account may do has changed: memberships and roles.
ALTER TABLE accounts ADD COLUMN rights BIGINT NOT NULL DEFAULT 0;
-- What `accounts.rights` was when the session got its secret: once that is more, the next request gets a new one.
ALTER TABLE sessions ADD COLUMN rights BIGINT NOT NULL DEFAULT 0;
-- The secret before, good for some seconds: for requests that were under way when it was replaced.
ALTER TABLE sessions ADD COLUMN replaced_hash BYTEA;
ALTER TABLE sessions ADD COLUMN replaced_at BIGINT;
CREATE INDEX sessions_replaced ON sessions (replaced_hash);

-- 1: this link was in a message to the invited address, so that whoever has it reads that mailbox. A link that was shown on a screen proves nothing.
ALTER TABLE invitation_tokens ADD COLUMN mailed BIGINT NOT NULL DEFAULT 0;
-- 1: proved by a message to it. Only that counts for rules about domains, where messages can leave at all.
ALTER TABLE account_emails ADD COLUMN mailed BIGINT NOT NULL DEFAULT 0;
UPDATE account_emails SET mailed = 1 WHERE verified_at IS NOT NULL;

-- Asked for a new password. Whether the address has an account is looked up when the message is written, so that no time is told by it.
CREATE TABLE reset_asks (
  id TEXT PRIMARY KEY,
  email_key TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX reset_asks_created ON reset_asks (created_at);
