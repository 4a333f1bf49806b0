-- The archive may not be scanned in parallel, so one process reads nearly all rows and two wait.
-- @setup
CREATE TABLE order_archive AS
SELECT id, status, total_amount FROM orders, generate_series(1, 20);
ALTER TABLE order_archive SET (parallel_workers = 0);
VACUUM ANALYZE order_archive;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET min_parallel_table_scan_size = 0;
-- @plan
SELECT status, count(*)
FROM (SELECT status FROM orders UNION ALL SELECT status FROM order_archive) every_order
GROUP BY status;
-- @fix
ALTER TABLE order_archive RESET (parallel_workers);
