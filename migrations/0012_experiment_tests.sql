-- The team's test cases of the script, as JSON: [{"inputs": "…", "expected": "…"}], texts as they were typed.
ALTER TABLE experiments ADD COLUMN tests TEXT NOT NULL DEFAULT '[]';
