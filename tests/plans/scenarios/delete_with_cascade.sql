-- A DELETE that cascades: the constraint's trigger deletes what refers to each row.
-- @plan
DELETE FROM tasks WHERE user_id = 101;
