-- Every partition is read, since nothing is said of the key; the planner knows of none to leave out.
-- @setup
CREATE TABLE sales (id bigint, user_id bigint, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE sales_2023 PARTITION OF sales FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON sales (user_id);
INSERT INTO sales SELECT id, user_id, created_at FROM orders;
ANALYZE sales;
-- @plan
SELECT count(*) FROM sales WHERE user_id = 286;
-- @fixed
SELECT count(*) FROM sales WHERE user_id = 286 AND at >= '2025-01-01';
