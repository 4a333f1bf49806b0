-- The smallest and largest keys, each the first row of an index.
-- @options VERBOSE OFF
-- @plan
SELECT min(id), max(id) FROM orders;
