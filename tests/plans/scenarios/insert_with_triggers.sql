-- Rows inserted with a foreign key to check: its trigger runs after the statement's nodes.
-- @options VERBOSE OFF
-- @plan
INSERT INTO order_items (order_id, product_name, quantity, unit_price)
SELECT g, 'Light Granite Teapot', 1, 9.90 FROM generate_series(1, 30) g;
