CREATE TABLE releases (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  version TEXT NOT NULL,
  url TEXT,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  released_at BIGINT,
  UNIQUE (organization_id, version)
);

CREATE TABLE release_projects (
  release_id TEXT NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
  project_id BIGINT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  first_seen BIGINT,
  PRIMARY KEY (release_id, project_id)
);
CREATE INDEX release_projects_project ON release_projects (project_id);

CREATE TABLE commits (
  organization_id TEXT NOT NULL,
  repository TEXT NOT NULL,
  id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  -- Identity of the address, empty where it is none.
  author_key TEXT NOT NULL,
  message TEXT NOT NULL,
  committed_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, repository, id)
);
CREATE INDEX commits_author ON commits (organization_id, author_key, committed_at);

CREATE TABLE release_commits (
  release_id TEXT NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
  -- 0 is the newest.
  position BIGINT NOT NULL,
  repository TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  PRIMARY KEY (release_id, position)
);

CREATE TABLE commit_files (
  organization_id TEXT NOT NULL,
  repository TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  path TEXT NOT NULL,
  -- The last segment in lower case: frames are looked up by it.
  file_name TEXT NOT NULL,
  change TEXT NOT NULL,
  PRIMARY KEY (organization_id, repository, commit_id, path)
);
CREATE INDEX commit_files_name ON commit_files (organization_id, file_name);

CREATE TABLE deploys (
  id TEXT PRIMARY KEY,
  release_id TEXT NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  name TEXT,
  url TEXT,
  started_at BIGINT,
  finished_at BIGINT NOT NULL
);
CREATE INDEX deploys_release ON deploys (release_id);

-- Uploaded pieces of source-map bundles, by the SHA-1 of their content.
CREATE TABLE chunks (
  organization_id TEXT NOT NULL,
  checksum TEXT NOT NULL,
  data BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, checksum)
);

CREATE TABLE artifact_bundles (
  organization_id TEXT NOT NULL,
  checksum TEXT NOT NULL,
  release TEXT,
  dist TEXT,
  data BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, checksum)
);

CREATE TABLE artifact_debug_ids (
  organization_id TEXT NOT NULL,
  debug_id TEXT NOT NULL,
  checksum TEXT NOT NULL,
  -- Path inside the bundle.
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (organization_id, debug_id, kind)
);

-- How many issues a release brought.
CREATE INDEX issues_first_release ON issues (organization_id, first_release);
