-- A tenth of the pages, the same ones each time.
-- @plan
SELECT avg(total_amount) FROM orders TABLESAMPLE SYSTEM (10) REPEATABLE (7);
