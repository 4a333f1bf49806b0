-- Every row of one side, with its partners where there are any; a condition that no index knows.
-- @setup
SET enable_material = off;
-- @plan
SELECT u.id, t.name
FROM users u LEFT JOIN tags t ON t.user_id = u.id AND length(t.name) > length(u.full_name) - 6
WHERE u.id < 30;
