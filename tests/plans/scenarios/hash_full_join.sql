-- Rows of both sides that find no partner are kept.
-- @plan
SELECT u.id, t.name
FROM users u FULL JOIN tags t ON t.user_id = u.id AND t.name = 'work' WHERE u.id IS NULL OR u.id < 300;
