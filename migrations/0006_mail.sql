-- Messages to be sent, committed together with their cause.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  -- What the message is about, so that its delivery can be shown and it can be checked again before it leaves.
  subject_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  -- JSON: what the template needs and cannot read again.
  payload TEXT NOT NULL,
  -- 'queued', 'sent', 'failed', 'cancelled'
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_attempt_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL DEFAULT 0,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
CREATE INDEX outbox_subject ON outbox (subject_id);

-- Demo mode only: where messages go instead of to a mail server.
CREATE TABLE mailbox (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text_body TEXT NOT NULL,
  html_body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
