-- A table larger than a quarter of the shared buffers is read past them, again in each run.
-- @scale 0.25
-- @setup
SET track_io_timing = on;
CREATE TABLE sparse WITH (fillfactor = 10) AS SELECT * FROM order_items;
SET default_statistics_target = 1000;
ANALYZE sparse;
-- @plan
SELECT count(*) FROM sparse WHERE quantity = 1;
