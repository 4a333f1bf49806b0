-- A large table is read, and the server does not take the time of reading.
-- @setup
CREATE TABLE order_archive AS SELECT o.* FROM orders o, generate_series(1, 25);
VACUUM ANALYZE order_archive;
SET track_io_timing = off;
-- @plan
SELECT count(*) FROM order_archive;
-- @fix
SET track_io_timing = on;
