-- Order by status, which an index has, then by an address: the rows of a status do not fit into memory.
-- @setup
CREATE INDEX orders_status ON orders (status);
SET work_mem = '256kB';
SET enable_sort = off;
SET enable_seqscan = off;
-- @plan
SELECT id, status, shipping_address FROM orders ORDER BY status, shipping_address;
-- @fix
SET work_mem = '16MB';
