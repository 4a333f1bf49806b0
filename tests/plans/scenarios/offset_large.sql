-- Page 500 of the orders: all pages before it are read and sorted first.
-- @plan
SELECT id, created_at FROM orders ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET 9980;
-- @fixed
SELECT id, created_at FROM orders
WHERE (created_at, id) < ('2024-09-01 00:00+00', 12000)
ORDER BY created_at DESC, id DESC LIMIT 20;
