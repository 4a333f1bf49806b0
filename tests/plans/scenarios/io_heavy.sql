-- A table of one row a block, larger than a quarter of the cache: the scan mostly waits for blocks.
-- Nothing is read ahead, so that it waits for each.
-- @setup
SET track_io_timing = on;
SET effective_io_concurrency = 0;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE scanned_pages WITH (fillfactor = 10) AS
SELECT n AS id, repeat('lab', 600) AS image FROM generate_series(1, 12000) n;
VACUUM ANALYZE scanned_pages;
-- @plan
SELECT count(*) FROM scanned_pages;
-- @fix
CREATE EXTENSION pg_prewarm;
SELECT pg_prewarm('scanned_pages');
