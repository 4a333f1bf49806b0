-- A nested loop whose inner side is remembered by Memoize.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT o.id, u.email
FROM orders o LEFT JOIN users u ON u.id = o.user_id AND u.email LIKE 'a%';
