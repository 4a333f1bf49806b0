-- InitPlans in an index condition, a filter and the output, one inside another.
-- @scale 0.2
-- @setup
SET enable_bitmapscan = off;
SET enable_seqscan = off;
-- @plan
SELECT id, total_amount - (SELECT avg(total_amount) FROM orders)
FROM orders
WHERE user_id < (SELECT (SELECT p.user_id FROM orders p ORDER BY p.user_id DESC LIMIT 1) / 2)
  AND total_amount > 1.5 * (SELECT avg(o.total_amount) FROM orders o WHERE o.status = 'paid')
ORDER BY 2 DESC;
