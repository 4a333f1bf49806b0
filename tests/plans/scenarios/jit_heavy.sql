-- A short query that is compiled for longer than it runs, for JIT begins at a low cost here.
-- The lab's own server comes without JIT.
-- @servers 15
-- @setup
SET jit_above_cost = 100;
SET jit_inline_above_cost = 100;
SET jit_optimize_above_cost = 100;
SET max_parallel_workers_per_gather = 0;
-- @plan
SELECT status, count(*), sum(total_amount), avg(total_amount), max(orders.created_at)
FROM orders JOIN users ON users.id = orders.user_id
GROUP BY status;
-- @fix
RESET jit_above_cost;
RESET jit_inline_above_cost;
RESET jit_optimize_above_cost;
