-- Windows of different orders over the same rows, one above the other.
-- @plan
SELECT id, user_id,
    rank() OVER by_amount,
    sum(total_amount) OVER (PARTITION BY user_id ORDER BY created_at ROWS 5 PRECEDING),
    count(*) OVER ()
FROM orders WHERE user_id < 60
WINDOW by_amount AS (PARTITION BY user_id ORDER BY total_amount DESC);
