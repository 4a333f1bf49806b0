-- Each deleted row has its references looked for in a table without an index on them.
-- @setup
DROP INDEX ix_task_tags_tag_id;
-- @plan
DELETE FROM tags WHERE user_id = 101;
-- @fix
CREATE INDEX ON task_tags (tag_id);
