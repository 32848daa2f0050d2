-- Experiments and flags. organization_id '': the product's own, which are defined in code; a row only holds what was decided about them.
CREATE TABLE experiments (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The input that is randomised, such as 'userid'.
  unit TEXT NOT NULL,
  salt TEXT NOT NULL,
  -- PlanOut; '' for the product's own.
  source TEXT NOT NULL,
  -- 'draft', 'running', 'concluded' or 'archived'
  status TEXT NOT NULL,
  -- The parameters that everybody has once it is concluded, as JSON.
  arm TEXT,
  -- Counts changes of what is assigned.
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  UNIQUE (organization_id, name)
);

-- Who has met which treatment; once for each version, unit and assignment.
CREATE TABLE experiment_exposures (
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  version BIGINT NOT NULL,
  unit TEXT NOT NULL,
  -- The parameters, as JSON with sorted names.
  assignment TEXT NOT NULL,
  -- Who was looking, where that is known.
  account_id TEXT,
  first_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, experiment, version, unit, assignment)
);
CREATE INDEX experiment_exposures_time ON experiment_exposures (organization_id, experiment, version, first_at);

-- Exposures that named another assignment than the one computed here: a health figure.
CREATE TABLE experiment_refusals (
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  -- Days since 1970.
  day BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (organization_id, experiment, day)
);

-- What units of services did, as the services report it. The product's own events are in analytics_events.
CREATE TABLE experiment_events (
  organization_id TEXT NOT NULL,
  -- Chosen by whoever reports, so that reporting twice counts once.
  id TEXT NOT NULL,
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  properties TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX experiment_events_name ON experiment_events (organization_id, name, created_at);
