-- A Nested Loop that reads all tags from the beginning for each of fifty tasks.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_material = off;
SET enable_memoize = off;
-- @plan
SELECT t.id, p.n FROM tasks t
JOIN LATERAL (SELECT count(*) AS n FROM payments p WHERE p.amount = t.priority + 10) p ON true
WHERE t.id <= 50;
-- @fix
CREATE INDEX ON payments (amount);
