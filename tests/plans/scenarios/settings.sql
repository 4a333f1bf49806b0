-- A method that is switched off: the plan is not the one that the application gets.
-- @setup
SET enable_seqscan = off;
-- @plan
SELECT sum(total_amount) FROM orders WHERE user_id > 0;
-- @fix
RESET enable_seqscan;
