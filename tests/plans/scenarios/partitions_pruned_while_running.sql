-- Which partition is needed is known only for each outer row: the others are never executed.
-- @setup
CREATE TABLE sales (id bigint, user_id bigint) PARTITION BY RANGE (id);
CREATE TABLE sales_a PARTITION OF sales FOR VALUES FROM (0) TO (7000);
CREATE TABLE sales_b PARTITION OF sales FOR VALUES FROM (7000) TO (14000);
CREATE TABLE sales_c PARTITION OF sales FOR VALUES FROM (14000) TO (21000);
INSERT INTO sales SELECT id, user_id FROM orders;
CREATE INDEX ON sales (id);
ANALYZE sales;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT s.* FROM payments p JOIN sales s ON s.id = p.order_id WHERE p.id < 30;
