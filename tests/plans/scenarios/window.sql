-- The newest two orders of each user: the window stops early by its run condition.
-- @plan
SELECT * FROM (
    SELECT id, user_id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS nth
    FROM orders WHERE user_id < 20
) x
WHERE nth <= 2;
