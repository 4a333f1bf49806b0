-- Ten orders are deleted, and for each the items that refer to it are searched in the whole table.
-- @setup
DELETE FROM payments WHERE order_id <= 10;
DROP INDEX ix_order_items_order_id;
-- @plan
DELETE FROM orders WHERE id <= 10;
-- @fix
CREATE INDEX ix_order_items_order_id ON order_items (order_id);
