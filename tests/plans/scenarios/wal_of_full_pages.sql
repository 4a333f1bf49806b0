-- The first change of a page after a checkpoint writes all of it to the WAL; each run takes others.
-- @servers 15
-- @setup
CREATE SEQUENCE runs;
SELECT nextval('runs');
CHECKPOINT;
-- @plan
UPDATE orders SET currency = 'EUR'
WHERE id IN (SELECT 5000 * n + 50 * g FROM (SELECT nextval('runs') - 1 AS n) r, generate_series(1, 40) g);
