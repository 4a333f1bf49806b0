-- The newest few: the index is read from its end.
-- @plan
SELECT * FROM orders ORDER BY created_at DESC LIMIT 10;
