-- The newest orders of a kind of which there are only old ones: the index is walked to its end.
-- @setup
SET enable_bitmapscan = off;
UPDATE orders SET currency = 'CHF' WHERE id % 100 = 0 AND created_at < '2023-08-01 00:00+00';
VACUUM ANALYZE orders;
-- @plan
SELECT id, created_at FROM orders WHERE currency = 'CHF' ORDER BY created_at DESC LIMIT 10;
-- @fix
CREATE INDEX ON orders (currency, created_at);
