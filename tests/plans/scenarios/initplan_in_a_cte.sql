-- An InitPlan that a CTE uses, a CTE that another CTE scans, and a LIMIT of a computed number.
-- @plan
WITH large AS MATERIALIZED (
    SELECT * FROM orders WHERE total_amount > (SELECT 2 * avg(amount) FROM payments)
), by_user AS MATERIALIZED (
    SELECT user_id, count(*) AS n FROM large GROUP BY user_id
)
SELECT l.id, b.n FROM large l JOIN by_user b USING (user_id)
ORDER BY b.n DESC, l.id LIMIT (SELECT count(*) FROM users WHERE role = 'admin');
