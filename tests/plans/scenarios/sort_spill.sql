-- A sort of all orders, which are larger than work_mem: written to temporary files and merged.
-- @setup
SET work_mem = '256kB';
-- @plan
SELECT id, user_id, total_amount FROM orders ORDER BY total_amount, id;
-- @fix
SET work_mem = '16MB';
