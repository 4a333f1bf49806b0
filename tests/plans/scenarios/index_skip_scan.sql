-- The leading column of the index is not given: it is skipped from value to value.
-- @servers 18
-- @setup
CREATE INDEX skipped ON orders (currency, user_id);
SET enable_bitmapscan = off;
DROP INDEX ix_orders_user_id_status;
-- @plan
SELECT * FROM orders WHERE user_id = 286;
