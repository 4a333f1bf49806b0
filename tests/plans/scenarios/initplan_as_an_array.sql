-- An array that an InitPlan fills and an index condition looks for.
-- @plan
SELECT * FROM payments WHERE order_id = ANY (ARRAY(SELECT id FROM orders WHERE status = 'paid'));
