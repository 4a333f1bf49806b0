-- Aggregates that want their rows in an order, distinct, or only some of them.
-- @plan
SELECT user_id, array_agg(id ORDER BY created_at), count(DISTINCT status),
    sum(total_amount) FILTER (WHERE currency = 'EUR')
FROM orders WHERE user_id < 50 GROUP BY user_id HAVING count(*) > 3;
