-- A GiST index of shapes knows their boxes: most of those near a slanting strip do not touch it.
-- @setup
CREATE TABLE places AS
SELECT n AS id, polygon(circle(point(n % 200, n / 200), 1)) AS shape
FROM generate_series(1, 40000) AS n;
CREATE INDEX by_shape ON places USING gist (shape);
VACUUM ANALYZE places;
SET enable_bitmapscan = off;
SET enable_seqscan = off;
-- @plan
SELECT count(*) FROM places WHERE shape && polygon '((0,0),(200,200),(200,198),(2,0))';
-- @fixed
SELECT count(*) FROM places WHERE shape && polygon '((0,100),(200,100),(200,102),(0,102))';
