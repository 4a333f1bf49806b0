-- A third of a large table, found by reading all of it.
-- @setup
CREATE TABLE order_archive AS
SELECT o.id, o.user_id, o.status, o.total_amount, o.created_at
FROM generate_series(1, 10), orders o ORDER BY o.created_at;
ANALYZE order_archive;
-- @plan
SELECT count(*), sum(total_amount) FROM order_archive WHERE created_at >= '2025-01-01 00:00+00';
-- @fix
CREATE INDEX ON order_archive (created_at) INCLUDE (total_amount);
VACUUM order_archive;
