-- A CTE joined with itself: the first scan makes it, the second reads what is stored.
-- @setup
SET enable_seqscan = off;
-- @plan
WITH paid AS MATERIALIZED (SELECT * FROM orders WHERE status = 'paid')
SELECT a.user_id, count(*)
FROM paid a JOIN paid b ON a.user_id = b.user_id
GROUP BY a.user_id ORDER BY count(*) DESC LIMIT 5;
