-- A value computed once, by the scan that compares with it.
-- @plan
SELECT * FROM orders WHERE total_amount > (SELECT 3 * avg(total_amount) FROM orders);
