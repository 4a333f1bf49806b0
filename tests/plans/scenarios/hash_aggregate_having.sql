-- Groups in a hash table, most of them dropped by HAVING.
-- @plan
SELECT user_id, sum(total_amount) FROM orders GROUP BY user_id HAVING count(*) > 200;
