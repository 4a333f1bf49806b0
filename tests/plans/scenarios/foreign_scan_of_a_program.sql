-- The output of a program as a table.
-- @setup
CREATE EXTENSION file_fdw;
CREATE SERVER programs FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE numbers (n integer) SERVER programs OPTIONS (program 'seq 1 100');
-- @plan
SELECT sum(n) FROM numbers WHERE n % 2 = 0;
