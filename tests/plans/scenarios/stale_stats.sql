-- Twenty thousand orders came in one currency after the statistics were taken.
-- @setup
CREATE TABLE order_archive AS SELECT id, user_id, currency FROM orders WHERE currency <> 'CHF';
ANALYZE order_archive;
INSERT INTO order_archive SELECT id, user_id, 'CHF' FROM orders;
-- @plan
SELECT u.email, count(*) FROM order_archive o JOIN users u ON u.id = o.user_id
WHERE o.currency = 'CHF' GROUP BY u.email;
-- @fix
ANALYZE order_archive;
