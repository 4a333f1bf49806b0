-- A CTE that belongs to a correlated subquery is made anew for each row.
-- @plan
SELECT u.id, (
    WITH mine AS MATERIALIZED (SELECT total_amount FROM orders o WHERE o.user_id = u.id)
    SELECT count(*) FROM mine WHERE total_amount > (SELECT avg(total_amount) FROM mine)
)
FROM users u WHERE u.id <= 30;
