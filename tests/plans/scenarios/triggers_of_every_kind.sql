-- Triggers before and after, for each row and for the statement, and a constraint's.
-- @setup
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM count(*) FROM tags;
    RETURN NEW;
END
$$;
CREATE TRIGGER first_of_all BEFORE UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION look();
CREATE TRIGGER after_each AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION look();
CREATE TRIGGER last_of_all AFTER UPDATE ON orders
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION look();
CREATE CONSTRAINT TRIGGER in_the_end AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION look();
-- @plan
UPDATE orders SET user_id = 102 WHERE id BETWEEN 100 AND 120;
