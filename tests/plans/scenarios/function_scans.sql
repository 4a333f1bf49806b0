-- Functions as tables: several side by side, and one joined to another's rows.
-- @plan
SELECT *
FROM ROWS FROM (generate_series(1, 5), unnest(ARRAY['a', 'b'])) WITH ORDINALITY AS x (n, word, nth),
     LATERAL string_to_table(repeat(coalesce(word, '') || ',', n::int), ',') AS part;
