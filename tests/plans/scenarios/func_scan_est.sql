-- A function returns 15,000 orders, the planner takes its default of 1,000 and looks each of them up.
-- @setup
CREATE FUNCTION picked() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT id FROM orders WHERE id <= 15000;
END $$;
-- @plan
SELECT sum(o.total_amount) FROM picked() AS chosen (id) JOIN orders o ON o.id = chosen.id;
-- @fix
ALTER FUNCTION picked() ROWS 15000;
