-- The script of each version that decided something else than the one before.
CREATE TABLE experiment_scripts (
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  -- from this version on
  version BIGINT NOT NULL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (organization_id, experiment, version)
);

-- When a run ended, and with which version: what happened afterwards says nothing about the versions before.
CREATE TABLE experiment_ends (
  -- '' for the product's own
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  version BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, experiment, version)
);
