-- Spending by user and day: more groups than work_mem holds, so their rows wait on disk.
-- @setup
SET work_mem = '256kB';
SET enable_sort = off;
SET enable_incremental_sort = off;
-- @plan
SELECT user_id, created_at::date, count(*), sum(total_amount) FROM orders GROUP BY 1, 2;
-- @fix
SET work_mem = '16MB';
