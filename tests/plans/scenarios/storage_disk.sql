-- A share of the whole is a window over all rows: they are kept until the sum is known, on disk.
-- @servers 18
-- @setup
SET work_mem = '256kB';
-- @plan
SELECT id, total_amount / sum(total_amount) OVER () AS share FROM orders;
-- @fix
SET work_mem = '8MB';
