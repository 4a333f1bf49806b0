-- Sets of groups: some by sorting, one after the other.
-- @setup
SET enable_hashagg = off;
-- @plan
SELECT status, currency, count(*) FROM orders GROUP BY ROLLUP (status, currency), currency;
