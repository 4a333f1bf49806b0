-- Scans that were switched off and are used all the same, since there is no other way.
-- @setup
SET enable_seqscan = off;
SET enable_sort = off;
SET enable_hashagg = off;
-- @plan
SELECT shipping_address, count(*) FROM orders GROUP BY shipping_address ORDER BY 2 DESC LIMIT 3;
