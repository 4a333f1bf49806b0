-- A city decides its country: the planner takes the two conditions to be independent.
-- @setup
CREATE TABLE addresses AS
SELECT n AS id, n % 2000 AS user_id, 'city ' || n % 100 AS city, 'country ' || n % 100 / 2 AS country
FROM generate_series(1, 40000) AS n;
ANALYZE addresses;
-- @plan
SELECT u.email FROM addresses a JOIN users u ON u.id = a.user_id
WHERE a.city = 'city 7' AND a.country = 'country 3';
-- @fix
CREATE STATISTICS city_and_country ON city, country FROM addresses;
ANALYZE addresses;
