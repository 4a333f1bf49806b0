-- Sequential scans are switched off, and there is no index on the amount: one is made all the same.
-- @setup
SET enable_seqscan = off;
-- @plan
SELECT count(*) FROM orders WHERE total_amount > 500;
-- @fix
RESET enable_seqscan;
