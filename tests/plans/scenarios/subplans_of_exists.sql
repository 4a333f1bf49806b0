-- EXISTS in the output: the planner chose between asking for each row and hashing the answers.
-- @plan
SELECT u.id,
    EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id),
    EXISTS (SELECT 1 FROM payments p WHERE p.user_id = u.id AND p.amount > u.id)
FROM users u WHERE u.id < 400;
