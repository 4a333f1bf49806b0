-- A correlated subquery as part of a join's condition.
-- @setup
SET enable_hashjoin = off;
SET enable_mergejoin = off;
-- @plan
SELECT u.id, t.id
FROM users u JOIN tasks t ON t.user_id = u.id
    AND t.priority > (SELECT count(*) FROM tags g WHERE g.user_id = u.id AND g.id < t.id)
WHERE u.id < 100;
