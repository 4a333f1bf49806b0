-- Which partitions are needed is known when a generic plan starts: the others are removed.
-- @setup
CREATE TABLE sales (id bigint, user_id bigint, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE sales_2023 PARTITION OF sales FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO sales SELECT id, user_id, created_at FROM orders;
ANALYZE sales;
SET plan_cache_mode = force_generic_plan;
PREPARE sales_since (timestamptz) AS SELECT user_id, count(*) FROM sales WHERE at >= $1 GROUP BY 1;
-- @plan
EXECUTE sales_since ('2025-06-01');
