-- Rows that are there already are passed over.
-- @plan
INSERT INTO task_tags (task_id, tag_id) SELECT task_id, tag_id FROM task_tags WHERE task_id < 20
ON CONFLICT DO NOTHING;
