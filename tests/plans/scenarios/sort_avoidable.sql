-- The ten largest orders of all: every order is read and sorted for them.
-- @plan
SELECT id, total_amount FROM orders ORDER BY total_amount DESC LIMIT 10;
-- @fix
CREATE INDEX ON orders (total_amount DESC);
