-- A function in the output that returns several rows for each.
-- @plan
SELECT id, generate_series(1, 3) FROM users WHERE id < 5;
