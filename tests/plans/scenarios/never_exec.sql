-- A queue that was emptied since its last ANALYZE: the side to join it with is never read.
-- @setup
CREATE TABLE order_queue (order_id bigint PRIMARY KEY) WITH (autovacuum_enabled = off);
INSERT INTO order_queue SELECT id FROM orders WHERE id <= 10000;
VACUUM ANALYZE order_queue;
DELETE FROM order_queue;
-- @plan
SELECT q.order_id, i.product_name
FROM order_queue q JOIN order_items i ON i.order_id = q.order_id
WHERE i.unit_price < 5;
-- @fix
ANALYZE order_queue;
