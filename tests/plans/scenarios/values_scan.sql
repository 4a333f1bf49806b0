-- A list of values joined as a table.
-- @plan
SELECT o.id, v.word
FROM (VALUES (1, 'one'), (2, 'two'), (500, 'many')) AS v (id, word) JOIN orders o ON o.id = v.id;
