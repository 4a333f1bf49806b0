-- Three merge joins: left, right and anti, of inputs in the order of their keys.
-- @setup
SET enable_hashjoin = off;
SET enable_nestloop = off;
-- @plan
SELECT o.id, p.id, i.id
FROM orders o
LEFT JOIN payments p ON p.order_id = o.id
RIGHT JOIN order_items i ON i.order_id = o.id
WHERE NOT EXISTS (SELECT 1 FROM task_tags t WHERE t.task_id = i.order_id);
