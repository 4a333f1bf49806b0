-- A plan for four workers where this session may have one: the work is shared by two, not by five.
-- @setup
SET max_parallel_workers_per_gather = 4;
SET max_parallel_workers = 1;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
ALTER TABLE orders SET (parallel_workers = 4);
-- @plan
SELECT status, count(*), sum(total_amount) FROM orders GROUP BY status;
-- @fix
RESET max_parallel_workers;
