-- A BEFORE trigger runs for each row inside the node that updates.
-- @plan
UPDATE orders SET status = 'paid' WHERE user_id = 286 AND status = 'shipped';
