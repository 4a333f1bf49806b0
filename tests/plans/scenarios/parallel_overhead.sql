-- Two workers for 2,000 rows: starting them takes longer than reading the table.
-- @setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
ALTER TABLE users SET (parallel_workers = 2);
-- @plan
SELECT count(*) FROM users WHERE full_name LIKE 'A%';
-- @fix
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
