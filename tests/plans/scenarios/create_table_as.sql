-- A table made from a query.
-- @plan
CREATE TABLE recent AS SELECT * FROM orders WHERE created_at > '2025-12-01';
