-- The rows of the first ten pages.
-- @plan
SELECT count(*) FROM orders WHERE ctid < '(10,0)';
