-- Who owns which code, as typed: rules, one a line.
CREATE TABLE ownership_rules (
  project_id BIGINT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
  rules TEXT NOT NULL,
  -- 1: a new issue is given to the owner that its first event's rule names.
  auto_assign BIGINT NOT NULL,
  updated_by TEXT REFERENCES accounts (id),
  updated_at BIGINT NOT NULL
);

-- The release in which a commit fixed it: events of the releases before don't bring it back. NULL: every event does.
ALTER TABLE issues ADD COLUMN resolved_in TEXT;

-- Out of the way in lists; NULL: open.
ALTER TABLE releases ADD COLUMN archived_at BIGINT;
