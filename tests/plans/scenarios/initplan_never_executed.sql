-- A condition that decides before anything is read: neither the table nor the other value is.
-- @plan
SELECT * FROM orders
WHERE (SELECT count(*) FROM users WHERE role = 'admin') < 0
  AND total_amount > (SELECT avg(amount) FROM payments);
