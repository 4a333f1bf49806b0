-- The inner side of a nested loop is kept and read again for each outer row.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT count(*) FROM users u JOIN tags t ON length(t.name) < length(u.email) WHERE u.role = 'admin';
