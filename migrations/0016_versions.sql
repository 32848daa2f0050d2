-- The version since which the script is as it is: of versions before, nobody knows the shares.
ALTER TABLE experiments ADD COLUMN script_version BIGINT NOT NULL DEFAULT 0;

-- When a run ended, and with which version: what happened afterwards says nothing about the versions before.
CREATE TABLE experiment_ends (
  -- '' for the product's own
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  version BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, experiment, version)
);
