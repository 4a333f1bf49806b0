-- Two tables partitioned alike are joined partition by partition.
-- @setup
SET enable_partitionwise_join = on;
SET enable_partitionwise_aggregate = on;
CREATE TABLE sales (id bigint, user_id bigint) PARTITION BY HASH (id);
CREATE TABLE sales_0 PARTITION OF sales FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE sales_1 PARTITION OF sales FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE lines (order_id bigint, quantity integer) PARTITION BY HASH (order_id);
CREATE TABLE lines_0 PARTITION OF lines FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE lines_1 PARTITION OF lines FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO sales SELECT id, user_id FROM orders;
INSERT INTO lines SELECT order_id, quantity FROM order_items;
ANALYZE sales, lines;
-- @plan
SELECT user_id, sum(quantity) FROM sales JOIN lines ON order_id = id GROUP BY user_id;
