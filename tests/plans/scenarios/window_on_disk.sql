-- A window over all rows keeps more of them than memory holds.
-- @setup
SET work_mem = '64kB';
-- @plan
SELECT id, total_amount - avg(total_amount) OVER () FROM orders;
