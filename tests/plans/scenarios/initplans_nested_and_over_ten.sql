-- Thirteen InitPlans, one inside another, one beside another: 1 is not 10.
-- @scale 0.2
-- @setup
SET enable_bitmapscan = off;
-- @plan
SELECT id,
    (SELECT count(*) FROM tasks WHERE id > 1),
    (SELECT count(*) FROM users WHERE id > 2),
    (SELECT count(*) FROM order_items WHERE id > 3),
    (SELECT count(*) FROM payments WHERE id > 4),
    (SELECT count(*) FROM tags WHERE id > 5),
    (SELECT count(*) FROM orders WHERE id > 6),
    (SELECT count(*) FROM tasks WHERE id > 7),
    (SELECT count(*) FROM users WHERE id > 8),
    (SELECT count(*) FROM orders WHERE id > 9),
    (SELECT count(*) FROM orders
     WHERE id < (SELECT avg(id) FROM tasks WHERE id > (SELECT count(*) FROM tags)))
FROM users
WHERE id > (SELECT min(user_id) FROM tags);
