-- An index-only scan visits the heap for rows on pages that changed since the last VACUUM.
-- @setup
UPDATE orders SET currency = 'EUR' WHERE user_id = 7;
-- @plan
SELECT user_id, status FROM orders WHERE user_id BETWEEN 5 AND 9;
