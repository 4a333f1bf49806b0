-- Sets of groups in one pass: hashed ones and the sum of all.
-- @plan
SELECT status, currency, count(*)
FROM orders GROUP BY GROUPING SETS ((status, currency), (status), (currency), ());
