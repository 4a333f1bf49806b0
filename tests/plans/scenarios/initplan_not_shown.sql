-- An InitPlan in the output only: without VERBOSE nothing in the plan refers to it.
-- @options VERBOSE OFF
-- @scale 0.2
-- @plan
SELECT id, (SELECT count(*) FROM order_items) FROM users ORDER BY email;
