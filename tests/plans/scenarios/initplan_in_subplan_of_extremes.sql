-- The largest value of each of a few keys: an InitPlan inside a SubPlan reads one index entry.
-- @setup
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT o.id, (SELECT max(t.due_date) FROM tasks t WHERE t.user_id = o.user_id AND NOT t.completed)
FROM orders o WHERE o.id IN (1, 500, 1000, 19999);
