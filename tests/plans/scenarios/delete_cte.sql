-- A DELETE in a CTE whose rows are counted.
-- @plan
WITH gone AS (DELETE FROM order_items WHERE id < 100 RETURNING id)
SELECT count(*) FROM gone;
