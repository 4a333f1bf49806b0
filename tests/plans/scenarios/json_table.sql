-- Rows made out of a JSON document.
-- @servers 18
-- @plan
SELECT * FROM JSON_TABLE(
    '[{"n": 1, "word": "one"}, {"n": 2, "word": "two"}]'::jsonb, '$[*]'
    COLUMNS (n int PATH '$.n', word text PATH '$.word')) AS t
WHERE n > 1;
