-- Rows that were just loaded: each reader notes in those it comes to that they are committed.
-- Scans of a large table begin where the last one stopped, so each run here comes to others.
-- @setup
CREATE TABLE order_archive WITH (autovacuum_enabled = off) AS
SELECT o.* FROM orders o, generate_series(1, 25);
-- @plan
SELECT count(*) FROM (SELECT FROM order_archive LIMIT 100000) some_orders;
-- @fix
VACUUM ANALYZE order_archive;
CHECKPOINT;
