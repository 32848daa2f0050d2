-- 1: shown on request by the set-up page; nobody's error.
ALTER TABLE issues ADD COLUMN sample BIGINT NOT NULL DEFAULT 0;

-- Experiments of one namespace exclude each other: a unit falls into one segment, a segment belongs to one experiment at most.
CREATE TABLE experiment_namespaces (
  organization_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The input that is randomised, the same for all of its experiments.
  unit TEXT NOT NULL,
  segments BIGINT NOT NULL,
  -- The experiment whose parameters everybody has who is in none; '' for no parameters.
  fallback TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, name)
);

-- Who holds which segment. Drawn once and kept; never computed again.
CREATE TABLE experiment_segments (
  organization_id TEXT NOT NULL,
  namespace TEXT NOT NULL,
  segment BIGINT NOT NULL,
  experiment TEXT NOT NULL,
  PRIMARY KEY (organization_id, namespace, segment)
);
CREATE INDEX experiment_segments_experiment ON experiment_segments (organization_id, experiment);

-- The namespace that an experiment is in, for good; '' for none.
ALTER TABLE experiments ADD COLUMN namespace TEXT NOT NULL DEFAULT '';

-- Exposures and events that did not reach a file or an address beside the database: a health figure.
CREATE TABLE sink_losses (
  -- 'file' or 'http'
  sink TEXT NOT NULL,
  -- Days since 1970.
  day BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (sink, day)
);
