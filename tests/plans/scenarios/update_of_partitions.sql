-- An UPDATE of a partitioned table names each partition that it may change.
-- @setup
CREATE TABLE sales (id bigint, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO sales SELECT id, created_at FROM orders WHERE created_at >= '2024-01-01';
ANALYZE sales;
-- @plan
UPDATE sales SET at = at + interval '1 day' WHERE id % 100 = 7 AND at < '2025-12-01';
