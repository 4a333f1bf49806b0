-- Rows made out of an XML document.
-- @servers 15
-- @plan
SELECT * FROM XMLTABLE(
    '/o/i' PASSING xml '<o><i n="1">one</i><i n="2">two</i></o>'
    COLUMNS n int PATH '@n', word text PATH '.');
