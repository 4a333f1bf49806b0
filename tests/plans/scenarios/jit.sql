-- Expressions compiled before a plan that is over at once.
-- @servers 15
-- @setup
SET jit = on;
SET jit_above_cost = 0;
-- @plan
SELECT sum(total_amount) FROM orders WHERE user_id < 100 AND currency = 'EUR';
-- @fix
SET jit = off;
