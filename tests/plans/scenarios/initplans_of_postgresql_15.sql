-- Values as PostgreSQL 15 names them: $0 to $10, a row of two, and a literal '$0' that is none.
-- @servers 15
-- @scale 0.2
-- @plan
SELECT id, '$0', total_amount - (SELECT avg(id) FROM orders)
FROM orders
WHERE user_id <> (SELECT count(*) FROM orders WHERE id > 0 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 1000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 2000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 3000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 4000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 5000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 6000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 7000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 8000 AND user_id < 9)
  AND user_id <> (SELECT count(*) FROM orders WHERE id > 9000 AND user_id < 9)
  AND (user_id, total_amount) <> (SELECT max(user_id), min(total_amount) FROM orders WHERE id > random())
  AND ((user_id, id) > ANY (SELECT 1, 2) OR id < 0)
ORDER BY total_amount;
