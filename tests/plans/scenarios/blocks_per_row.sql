-- A hundred rows that are left of many, in a table that is still as large as it was.
-- @setup
CREATE TABLE queue AS
SELECT n AS id, repeat('x', 700) AS payload FROM generate_series(1, 20000) AS n;
DELETE FROM queue WHERE id <= 19900;
ANALYZE queue;
-- @plan
SELECT count(*) FROM queue;
-- @fix
VACUUM FULL queue;
