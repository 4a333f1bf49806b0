-- A serial plan that a worker was made to run alone.
-- @setup
SET max_parallel_workers_per_gather = 2;
SELECT set_config(name, 'on', false) FROM pg_settings
WHERE name IN ('debug_parallel_query', 'force_parallel_mode');
SET enable_seqscan = off;
-- @plan
SELECT count(*) FROM orders WHERE id < 100 AND currency = 'EUR';
