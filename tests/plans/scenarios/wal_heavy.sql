-- The first change of each page after a checkpoint: the log gets whole pages for single rows.
-- The trigger makes every run come right after a checkpoint.
-- @setup
ALTER SYSTEM SET full_page_writes = on;
SELECT pg_reload_conf();
CREATE FUNCTION make_a_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CHECKPOINT;
    RETURN NULL;
END
$$;
CREATE TRIGGER after_a_checkpoint BEFORE UPDATE ON orders
FOR EACH STATEMENT EXECUTE FUNCTION make_a_checkpoint();
-- @plan
UPDATE orders SET total_amount = total_amount + 1 WHERE id % 47 = 0;
-- @fix
DROP TRIGGER after_a_checkpoint ON orders;
ALTER SYSTEM RESET full_page_writes;
SELECT pg_reload_conf();
