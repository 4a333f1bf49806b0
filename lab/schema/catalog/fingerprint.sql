-- Everything of one schema that matters, a row an object: kind, name, definition. Left out: column
-- order, owners and privileges, statistics targets, the current values of sequences, aggregates,
-- and whatever belongs to an extension.
WITH place AS (
    SELECT oid FROM pg_namespace WHERE nspname = :schema
),
members AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
relations AS (
    SELECT c.*, quote_ident(c.relname) AS quoted
    FROM pg_class c
    JOIN place ON place.oid = c.relnamespace
    WHERE c.relname <> ALL (CAST(:ignore AS text[]))
      AND NOT EXISTS (
          SELECT FROM members m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
),
tables AS (
    SELECT * FROM relations WHERE relkind IN ('r', 'p', 'f')
),
sequences AS (
    SELECT r.quoted,
           r.oid,
           r.relpersistence,
           concat_ws(' ', format_type(s.seqtypid, NULL),
               'start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin,
               'max', s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END
           ) AS definition,
           d.deptype,
           d.refobjid,
           d.refobjsubid
    FROM relations r
    JOIN pg_sequence s ON s.seqrelid = r.oid
    LEFT JOIN pg_depend d
        ON d.classid = 'pg_class'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
)
SELECT 'table' AS kind,
       t.quoted AS name,
       concat_ws(E'\n',
           CASE t.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' ELSE 'foreign' END,
           CASE t.relpersistence WHEN 'u' THEN 'unlogged' END,
           'with ' || array_to_string(ARRAY(SELECT unnest(t.reloptions) ORDER BY 1), ', '),
           'by ' || pg_get_partkeydef(t.oid),
           'inherits ' || (
               SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
               FROM pg_inherits i WHERE i.inhrelid = t.oid),
           pg_get_expr(t.relpartbound, t.oid),
           'using ' || (SELECT amname FROM pg_am WHERE pg_am.oid = t.relam AND amname <> 'heap'),
           CASE WHEN t.relrowsecurity THEN 'row level security' END,
           CASE WHEN t.relforcerowsecurity THEN 'forced row level security' END,
           CASE WHEN t.relreplident <> 'd' THEN 'replica identity ' || t.relreplident::text END,
           'comment ' || obj_description(t.oid, 'pg_class')) AS definition
FROM tables t
UNION ALL
SELECT 'column',
       t.quoted || '.' || quote_ident(a.attname),
       concat_ws(E'\n',
           format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attnotnull THEN 'not null' END,
           CASE a.attgenerated
               WHEN 's' THEN 'stored as ' WHEN 'v' THEN 'virtual as ' ELSE 'default '
           END || pg_get_expr(d.adbin, d.adrelid),
           CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
           (SELECT s.definition FROM sequences s
            WHERE s.deptype = 'i' AND s.refobjid = t.oid AND s.refobjsubid = a.attnum),
           (SELECT 'collate ' || o.oid::regcollation::text FROM pg_collation o
            WHERE o.oid = a.attcollation AND a.attcollation <> y.typcollation),
           CASE WHEN a.attstorage <> y.typstorage THEN 'storage ' || a.attstorage::text END,
           CASE WHEN a.attcompression <> '' THEN 'compression ' || a.attcompression::text END,
           'with ' || array_to_string(ARRAY(SELECT unnest(a.attoptions) ORDER BY 1), ', '),
           'comment ' || col_description(t.oid, a.attnum))
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT 'constraint',
       t.quoted || '.' || quote_ident(k.conname),
       concat_ws(E'\n',
           pg_get_constraintdef(k.oid),
           CASE WHEN NOT k.convalidated THEN 'not validated' END,
           'comment ' || obj_description(k.oid, 'pg_constraint'))
FROM tables t
JOIN pg_constraint k ON k.conrelid = t.oid
-- A valid not-null constraint of PostgreSQL 18 is told of its column.
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') OR (k.contype = 'n' AND NOT k.convalidated)
UNION ALL
SELECT 'index',
       r.quoted,
       concat_ws(E'\n',
           pg_get_indexdef(x.indexrelid),
           CASE WHEN NOT x.indisvalid THEN 'invalid' END,
           CASE WHEN x.indisclustered THEN 'clustered' END,
           CASE WHEN x.indisreplident THEN 'replica identity' END,
           'comment ' || obj_description(x.indexrelid, 'pg_class'))
FROM relations r
JOIN pg_index x ON x.indexrelid = r.oid
JOIN relations parent ON parent.oid = x.indrelid
UNION ALL
SELECT 'trigger',
       r.quoted || '.' || quote_ident(g.tgname),
       concat_ws(E'\n',
           pg_get_triggerdef(g.oid),
           CASE g.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END,
           'comment ' || obj_description(g.oid, 'pg_trigger'))
FROM relations r
JOIN pg_trigger g ON g.tgrelid = r.oid
WHERE NOT g.tgisinternal
UNION ALL
SELECT 'policy',
       t.quoted || '.' || quote_ident(p.polname),
       concat_ws(E'\n',
           CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
           'for ' || p.polcmd::text,
           'to ' || (
               SELECT string_agg(name, ', ' ORDER BY name)
               FROM (SELECT CASE WHEN role = 0 THEN 'public' ELSE pg_get_userbyid(role)::text END
                     FROM unnest(p.polroles) AS role) AS roles (name)),
           'using ' || pg_get_expr(p.polqual, p.polrelid),
           'with check ' || pg_get_expr(p.polwithcheck, p.polrelid),
           'comment ' || obj_description(p.oid, 'pg_policy'))
FROM tables t
JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL
SELECT 'rule',
       r.quoted || '.' || quote_ident(w.rulename),
       pg_get_ruledef(w.oid)
FROM relations r
JOIN pg_rewrite w ON w.ev_class = r.oid
WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT CASE r.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END,
       r.quoted,
       concat_ws(E'\n',
           pg_get_viewdef(r.oid),
           'with ' || array_to_string(ARRAY(SELECT unnest(r.reloptions) ORDER BY 1), ', '),
           'comment ' || obj_description(r.oid, 'pg_class'))
FROM relations r
WHERE r.relkind IN ('v', 'm')
UNION ALL
SELECT 'sequence',
       s.quoted,
       concat_ws(E'\n',
           s.definition,
           CASE s.relpersistence WHEN 'u' THEN 'unlogged' END,
           'owned by ' || s.refobjid::regclass::text || '.' || (
               SELECT quote_ident(a.attname) FROM pg_attribute a
               WHERE a.attrelid = s.refobjid AND a.attnum = s.refobjsubid),
           'comment ' || obj_description(s.oid, 'pg_class'))
FROM sequences s
WHERE s.deptype IS DISTINCT FROM 'i'
UNION ALL
SELECT 'statistics',
       quote_ident(e.stxname),
       pg_get_statisticsobjdef(e.oid)
FROM pg_statistic_ext e
JOIN place ON place.oid = e.stxnamespace
UNION ALL
SELECT 'function',
       quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       concat_ws(E'\n', pg_get_functiondef(p.oid), 'comment ' || obj_description(p.oid, 'pg_proc'))
FROM pg_proc p
JOIN place ON place.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p', 'w')
  AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
UNION ALL
SELECT CASE y.typtype
           WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'composite'
       END,
       quote_ident(y.typname),
       concat_ws(E'\n',
           (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder)
            FROM pg_enum l WHERE l.enumtypid = y.oid),
           (SELECT 'subtype ' || format_type(g.rngsubtype, NULL)
            FROM pg_range g WHERE g.rngtypid = y.oid),
           CASE WHEN y.typtype = 'd' THEN format_type(y.typbasetype, y.typtypmod) END,
           CASE WHEN y.typtype = 'd' AND y.typnotnull THEN 'not null' END,
           'default ' || y.typdefault,
           (SELECT string_agg(
                quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), E'\n'
                ORDER BY k.conname COLLATE "C")
            FROM pg_constraint k WHERE k.contypid = y.oid AND k.contype = 'c'),
           (SELECT string_agg(
                quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), E'\n'
                ORDER BY a.attnum)
            FROM pg_attribute a
            WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped),
           'comment ' || obj_description(y.oid, 'pg_type'))
FROM pg_type y
JOIN place ON place.oid = y.typnamespace
LEFT JOIN pg_class c ON c.oid = y.typrelid
WHERE (y.typtype IN ('e', 'd', 'r') OR (y.typtype = 'c' AND c.relkind = 'c'))
  AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_type'::regclass AND m.objid = y.oid)
