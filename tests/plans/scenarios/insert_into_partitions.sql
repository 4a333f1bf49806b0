-- Rows find their partition one by one; a foreign key of the partitioned table is checked.
-- @setup
CREATE TABLE sales (user_id bigint REFERENCES users, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
-- @plan
INSERT INTO sales SELECT user_id, created_at FROM orders WHERE id <= 12000;
