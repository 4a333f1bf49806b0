-- The nearest in time to a moment, nearest first, by a GiST index.
-- @setup
CREATE EXTENSION btree_gist;
CREATE INDEX nearest ON orders USING gist (created_at);
-- @plan
SELECT id, created_at FROM orders ORDER BY created_at <-> '2024-07-01 12:00+00' LIMIT 5;
