-- The oldest open task of a queue, locked, passing over what others have locked.
-- @plan
SELECT * FROM tasks WHERE NOT completed ORDER BY created_at LIMIT 3 FOR UPDATE SKIP LOCKED;
