-- A DELETE in a CTE runs on after the LIMIT above it is satisfied.
-- @plan
WITH gone AS (DELETE FROM order_items WHERE id < 5000 RETURNING *)
SELECT * FROM gone LIMIT 1;
