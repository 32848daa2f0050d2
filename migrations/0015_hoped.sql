-- The relative change of a metric that is hoped for, as a fraction; NULL for none.
ALTER TABLE experiment_metrics ADD COLUMN hoped DOUBLE PRECISION;
