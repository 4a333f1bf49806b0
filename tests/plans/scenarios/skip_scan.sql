-- An index whose first column has no condition: it is searched for each of its 150 devices.
-- @servers 18
-- @setup
CREATE TABLE measurements AS
SELECT n % 150 AS device, n AS moment FROM generate_series(1, 150000) AS n;
CREATE INDEX by_device ON measurements (device, moment);
VACUUM ANALYZE measurements;
SET enable_seqscan = off;
-- @plan
SELECT device FROM measurements WHERE moment = 4711;
-- @fix
CREATE INDEX by_moment ON measurements (moment, device);
VACUUM ANALYZE measurements;
