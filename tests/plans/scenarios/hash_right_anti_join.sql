-- Users without an open task: later than 15 the small side can be hashed, and what found no partner is returned.
-- @setup
SET enable_mergejoin = off;
SET enable_nestloop = off;
-- @plan
SELECT u.email FROM users u
WHERE u.id < 400 AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.user_id = u.id AND NOT t.completed);
