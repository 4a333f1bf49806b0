-- A condition on an expression, of which the planner knows nothing, below a join.
-- @setup
UPDATE orders SET deleted_at = created_at WHERE status = 'cancelled';
VACUUM ANALYZE orders;
-- @plan
SELECT u.email, count(*) FROM orders o JOIN users u ON u.id = o.user_id
WHERE o.deleted_at - o.created_at = interval '0' GROUP BY u.email;
-- @fix
CREATE STATISTICS how_long ON (deleted_at - created_at) FROM orders;
ANALYZE orders;
