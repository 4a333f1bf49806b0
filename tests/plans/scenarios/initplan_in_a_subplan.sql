-- An InitPlan inside a correlated SubPlan, and one that decides whether anything runs at all.
-- @scale 0.2
-- @plan
SELECT u.id, (
    SELECT count(*) FROM orders o
    WHERE o.user_id = u.id AND o.total_amount > (SELECT avg(total_amount) FROM orders)
)
FROM users u
WHERE u.id < 300 AND (SELECT true FROM tags WHERE id = 5);
