-- A prepared statement with a plan for any value: its parameters stay $1 and $2.
-- @setup
SET plan_cache_mode = force_generic_plan;
PREPARE of_user (bigint, order_status) AS
SELECT * FROM orders WHERE user_id = $1 AND status <> $2 ORDER BY created_at;
-- @plan
EXECUTE of_user (286, 'cancelled');
