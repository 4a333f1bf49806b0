-- A table larger than a quarter of the cache is read past it, until somebody puts it there.
-- @setup
CREATE TABLE order_archive AS SELECT o.* FROM orders o, generate_series(1, 25);
VACUUM ANALYZE order_archive;
-- @plan
SELECT count(*) FROM order_archive;
-- @fix
CREATE EXTENSION pg_prewarm;
SELECT pg_prewarm('order_archive');
