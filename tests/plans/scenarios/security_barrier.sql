-- A view that guards its rows: a condition that might leak them waits outside.
-- @setup
CREATE VIEW own_orders WITH (security_barrier) AS SELECT * FROM orders WHERE user_id = 286;
CREATE FUNCTION leaky(numeric) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN $1 > 100;
END
$$;
-- @plan
SELECT id FROM own_orders WHERE leaky(total_amount);
