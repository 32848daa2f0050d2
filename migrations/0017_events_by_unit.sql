-- Results ask for the events of a unit, never for all of one name. As long as PostgreSQL knows nothing of the tables it took this index, and
-- results of 100,000 exposures did not end within 24 minutes.
DROP INDEX experiment_events_name;
