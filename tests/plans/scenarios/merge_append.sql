-- The newest rows of all partitions: each is read in order by its own index.
-- @setup
CREATE TABLE sales (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE sales_eu PARTITION OF sales FOR VALUES IN ('EUR');
CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
INSERT INTO sales SELECT id, currency FROM orders;
CREATE INDEX ON sales (id);
ANALYZE sales;
-- @plan
SELECT * FROM sales ORDER BY id DESC LIMIT 50;
