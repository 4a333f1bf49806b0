-- A bitmap of more pages than 64 kB of work_mem can hold.
-- @setup
CREATE TABLE order_archive AS
SELECT o.* FROM generate_series(1, 4), orders o;
CREATE INDEX by_user ON order_archive (user_id);
VACUUM ANALYZE order_archive;
SET work_mem = '64kB';
SET enable_seqscan = off;
SET enable_indexscan = off;
-- @plan
SELECT sum(total_amount) FROM order_archive WHERE user_id BETWEEN 100 AND 600;
-- @fix
SET work_mem = '4MB';
