-- One row by its primary key: one index search and three blocks.
-- @options VERBOSE OFF
-- @plan
SELECT * FROM orders WHERE id = 4711;
