-- Types used in this folder: TEXT, BIGINT (milliseconds, counts, flags 0/1), DOUBLE PRECISION, BYTEA. The same text runs on SQLite and PostgreSQL.

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE account_emails (
  email_key TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  address TEXT NOT NULL,
  verified_at BIGINT,
  is_primary BIGINT NOT NULL
);
CREATE INDEX account_emails_account ON account_emails (account_id);

CREATE TABLE sessions (
  token_hash BYTEA PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  user_agent TEXT NOT NULL,
  client_address TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
  token_hash BYTEA PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

-- Password resets and address proofs: single use, short-lived.
CREATE TABLE account_codes (
  token_hash BYTEA PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  purpose TEXT NOT NULL,
  email_key TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- Tries that are limited (sign-in, codes): counted per window of time, so that the limit holds across servers.
CREATE TABLE attempts (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  window_start BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (kind, subject, window_start)
);
