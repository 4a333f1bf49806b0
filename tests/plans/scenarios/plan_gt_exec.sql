-- Nine tables joined for one row: choosing the order of the joins takes longer than the joins.
-- @setup
SET join_collapse_limit = 12;
-- @plan
SELECT u.email, o.status, p.status, t.title, g.name
FROM order_items i
JOIN orders o ON o.id = i.order_id
JOIN users u ON u.id = o.user_id
JOIN payments p ON p.order_id = o.id AND p.user_id = u.id
JOIN refresh_tokens r ON r.user_id = u.id
JOIN tags g ON g.user_id = u.id
JOIN tasks t ON t.user_id = u.id
JOIN task_tags tt ON tt.task_id = t.id AND tt.tag_id = g.id
JOIN orders latest ON latest.user_id = u.id AND latest.created_at >= o.created_at
WHERE i.id = 4711
LIMIT 1;
-- @fix
PREPARE of_item (bigint) AS
SELECT u.email, o.status, p.status, t.title, g.name
FROM order_items i
JOIN orders o ON o.id = i.order_id
JOIN users u ON u.id = o.user_id
JOIN payments p ON p.order_id = o.id AND p.user_id = u.id
JOIN refresh_tokens r ON r.user_id = u.id
JOIN tags g ON g.user_id = u.id
JOIN tasks t ON t.user_id = u.id
JOIN task_tags tt ON tt.task_id = t.id AND tt.tag_id = g.id
JOIN orders latest ON latest.user_id = u.id AND latest.created_at >= o.created_at
WHERE i.id = $1
LIMIT 1;
SET plan_cache_mode = force_generic_plan;
-- @fixed
EXECUTE of_item (4711);
