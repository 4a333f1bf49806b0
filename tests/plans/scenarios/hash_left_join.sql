-- A left join is hashed on its small side, so it runs as a right join; three rows of many groups.
-- @plan
SELECT u.email, count(o.id)
FROM users u LEFT JOIN orders o ON o.user_id = u.id
GROUP BY u.email ORDER BY count(o.id) DESC LIMIT 3;
