-- A semi join under a LIMIT, which stops early: fewer rows than planned are no wrong estimate.
-- @setup
CREATE INDEX by_status ON orders (user_id) WHERE status = 'delivered';
SET enable_hashjoin = off;
SET enable_nestloop = off;
-- @plan
SELECT * FROM users u
WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.status = 'delivered')
ORDER BY u.id LIMIT 10;
