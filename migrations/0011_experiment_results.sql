-- What an experiment is judged by, in order; the first one decides. The metrics of the product's own are in code.
CREATE TABLE experiment_metrics (
  organization_id TEXT NOT NULL,
  experiment TEXT NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  event TEXT NOT NULL,
  -- 'conversion', 'mean' or 'ratio'
  kind TEXT NOT NULL,
  -- Of a ratio, the event below the line; otherwise ''.
  of_event TEXT NOT NULL,
  window_days BIGINT,
  PRIMARY KEY (organization_id, experiment, position)
);

-- By which way the unit came, where that is known; otherwise ''.
ALTER TABLE experiment_exposures ADD COLUMN doorway TEXT NOT NULL DEFAULT '';
-- 1: made by `muster simulate`, and labelled so wherever it is shown.
ALTER TABLE experiments ADD COLUMN simulated BIGINT NOT NULL DEFAULT 0;

-- Results look for the events of a unit.
CREATE INDEX experiment_events_unit ON experiment_events (organization_id, unit, name, created_at);
CREATE INDEX analytics_events_account ON analytics_events (account_id, name, created_at);
