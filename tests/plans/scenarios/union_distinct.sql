-- Two sets of rows as one, each row once.
-- @plan
SELECT user_id FROM orders WHERE status = 'paid' UNION SELECT user_id FROM payments WHERE status = 'failed';
