-- Orders partitioned by month, searched for one user: 24 partitions, most of them in vain.
-- @setup
CREATE TABLE monthly (id bigint, user_id bigint, created_at timestamptz) PARTITION BY RANGE (created_at);
DO $$
BEGIN
  FOR month IN 0..23 LOOP
    EXECUTE format('CREATE TABLE monthly_%s PARTITION OF monthly FOR VALUES FROM (%L) TO (%L)', month,
      timestamptz '2024-01-01' + make_interval(months => month),
      timestamptz '2024-01-01' + make_interval(months => month + 1));
  END LOOP;
END $$;
INSERT INTO monthly SELECT id, user_id, created_at FROM orders WHERE created_at >= '2024-01-01' AND created_at < '2026-01-01';
CREATE INDEX ON monthly (user_id);
VACUUM ANALYZE monthly;
-- @plan
SELECT * FROM monthly WHERE user_id = 42;
-- @fixed
SELECT * FROM monthly WHERE user_id = 42 AND created_at >= '2025-07-01';
