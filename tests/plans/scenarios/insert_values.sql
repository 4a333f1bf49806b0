-- Several rows given as a list, and what became of them returned.
-- @plan
INSERT INTO tags (user_id, name) VALUES (1, 'red'), (2, 'green'), (3, 'blue') RETURNING *;
