-- Rows by where they are.
-- @plan
SELECT id FROM orders WHERE ctid = ANY (ARRAY['(0,1)', '(7,3)', '(99999,1)']::tid[]);
