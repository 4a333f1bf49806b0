-- A forgotten join condition: each user meets each of 500 tags, read again for each of them.
-- @plan
SELECT count(*) FROM users u, tags t WHERE t.id <= 500 AND u.is_active;
-- @fixed
SELECT count(*) FROM users u, tags t WHERE t.id <= 500 AND u.is_active AND t.user_id = u.id;
