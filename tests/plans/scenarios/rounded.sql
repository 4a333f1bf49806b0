-- A subquery that runs once a row, each time for a thousandth of a millisecond.
-- @plan
SELECT o.id, (SELECT u.full_name FROM users u WHERE u.id = o.user_id) FROM orders o;
-- @fixed
SELECT o.id, u.full_name FROM orders o LEFT JOIN users u ON u.id = o.user_id;
