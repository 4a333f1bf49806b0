-- A condition that is false for every row: nothing is read.
-- @plan
SELECT * FROM orders WHERE id = 1 AND 1 = 0;
