-- A table that was loaded and never vacuumed: no page is marked as visible to all.
-- @setup
CREATE TABLE order_archive AS SELECT * FROM orders;
CREATE INDEX by_user ON order_archive (user_id);
ANALYZE order_archive;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT count(*) FROM order_archive WHERE user_id > 0;
-- @fix
VACUUM order_archive;
