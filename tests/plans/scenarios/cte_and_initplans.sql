-- A CTE that is scanned twice, once inside an InitPlan; another InitPlan is in the output.
-- @setup
SET enable_seqscan = off;
-- @plan
WITH paid AS MATERIALIZED (SELECT * FROM orders WHERE status = 'paid')
SELECT p.id, p.total_amount, (SELECT count(*) FROM payments)
FROM paid p
WHERE p.total_amount > (SELECT avg(total_amount) FROM paid)
ORDER BY p.total_amount;
