CREATE TABLE issues (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  title TEXT NOT NULL,
  culprit TEXT NOT NULL,
  level TEXT NOT NULL,
  platform TEXT NOT NULL,
  status TEXT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  first_release TEXT,
  last_release TEXT,
  times_seen BIGINT NOT NULL,
  people_seen BIGINT NOT NULL,
  -- 'account', 'team' or 'invitation', with the id of it; both NULL: unassigned.
  assignee_kind TEXT,
  assignee_id TEXT,
  UNIQUE (project_id, number)
);
-- One for each order of the list, with the id that breaks ties, so that a page starts where the one before ended.
CREATE INDEX issues_last_seen ON issues (organization_id, status, last_seen, id);
CREATE INDEX issues_first_seen ON issues (organization_id, status, first_seen, id);
CREATE INDEX issues_times_seen ON issues (organization_id, status, times_seen, id);
CREATE INDEX issues_people_seen ON issues (organization_id, status, people_seen, id);
CREATE INDEX issues_assignee ON issues (assignee_kind, assignee_id);

-- What groups events: several fingerprints may lead to one issue; the version keeps a better algorithm from splitting old issues.
CREATE TABLE issue_fingerprints (
  project_id BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  version BIGINT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, fingerprint)
);
CREATE INDEX issue_fingerprints_issue ON issue_fingerprints (issue_id);

CREATE TABLE events (
  project_id BIGINT NOT NULL,
  id TEXT NOT NULL,
  issue_id TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  -- Orders the events of an issue and pages through them: UUIDv7, made on arrival.
  sequence TEXT NOT NULL,
  release TEXT,
  environment TEXT,
  -- The normalised event: JSON, compressed with zstd.
  payload BYTEA NOT NULL,
  PRIMARY KEY (project_id, id)
);
CREATE INDEX events_issue ON events (issue_id, sequence);

CREATE TABLE issue_tags (
  issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  times_seen BIGINT NOT NULL,
  PRIMARY KEY (issue_id, key, value)
);
CREATE INDEX issue_tags_value ON issue_tags (key, value);

CREATE TABLE issue_hours (
  issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  -- Whole hours since 1970.
  hour BIGINT NOT NULL,
  times_seen BIGINT NOT NULL,
  PRIMARY KEY (issue_id, hour)
);

CREATE TABLE issue_people (
  issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  PRIMARY KEY (issue_id, person)
);

-- Comments and every change, newest last.
CREATE TABLE issue_activity (
  id TEXT PRIMARY KEY,
  issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
  account_id TEXT,
  kind TEXT NOT NULL,
  -- JSON: what it was and became, or the comment.
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX issue_activity_issue ON issue_activity (issue_id, id);

CREATE TABLE event_attachments (
  project_id BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  filename TEXT NOT NULL,
  content_type TEXT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (project_id, event_id, position)
);
