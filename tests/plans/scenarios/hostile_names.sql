-- Names and literals that would be markup, end a line, or turn the direction of writing.
-- @options VERBOSE OFF
-- @setup
CREATE TABLE "<script>alert(1)</script>" ("a""b" text);
CREATE INDEX "שלום & 'quotes'" ON "<script>alert(1)</script>" ("a""b");
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- @plan
SELECT * FROM "<script>alert(1)</script>" AS "a</td>" WHERE "a""b" = E'<b>bold</b>\n\u202Etxt';
