-- All orders in the order of a column that has nothing to do with their place in the table.
-- @setup
CREATE INDEX by_total ON orders (total_amount);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT id, shipping_address FROM orders WHERE total_amount > 20;
-- @fix
RESET enable_seqscan;
RESET enable_bitmapscan;
SET enable_indexscan = off;
