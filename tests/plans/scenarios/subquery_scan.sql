-- A LIMIT inside keeps the subquery from being flattened, so its rows are filtered outside.
-- @plan
SELECT id FROM (SELECT id, total_amount FROM orders ORDER BY created_at LIMIT 1000) s
WHERE total_amount > 200;
