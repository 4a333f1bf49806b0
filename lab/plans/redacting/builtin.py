"""The words of PostgreSQL itself, which no person chose: they stay when a plan is redacted.

A function or a type that is missing here is masked like one of a person's own: that costs a reader
a word, and tells nobody anything. Sources: the chapters "SQL Key Words", "Data Types", "Functions
and Operators" of the documentation.
"""


def _words(several: str) -> frozenset[str]:
    return frozenset(several.split())


KEYWORDS = _words("""
    ALL AND ANY ARRAY AS ASC ASYMMETRIC AT BETWEEN BOTH BY CASE CAST COALESCE COLLATE COLUMNS
    CONTENT CONVERSION CROSS CUBE CURRENT CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE
    CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT DESC DISTINCT DOCUMENT
    ELSE EMPTY END ERROR ESCAPE EXCLUDE EXISTS EXTRACT FALSE FILTER FIRST FOLLOWING FOR FROM
    GREATEST GROUP GROUPING GROUPS IGNORE ILIKE IN INITPLAN INTERVAL IS ISNULL JSON_ARRAY
    JSON_ARRAYAGG JSON_EXISTS JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_SCALAR JSON_SERIALIZE
    JSON_TABLE JSON_VALUE KEEP KEYS LAST LEADING LEAST LIKE LOCAL LOCALTIME LOCALTIMESTAMP
    MERGE_ACTION NESTED NFC NFD NFKC NFKD NO NORMALIZE NORMALIZED NOT NOTHING NOTNULL NULL
    NULLIF NULLS OBJECT OF OMIT ON OPERATOR OR ORDER ORDINALITY OTHERS OVER OVERLAPS OVERLAY
    PARTIAL PARTITION PASSING PATH PLACING POSITION PRECEDING QUOTES RANGE RECURSIVE REF RESPECT
    RETURNING ROLLUP ROW ROWS SCALAR SESSION_USER SETS SIMILAR SOME STRING SUBSTRING SYMMETRIC
    SYSTEM_USER THEN TIES TIME TO TRAILING TRIM TRUE UNBOUNDED UNCONDITIONAL UNIQUE UNKNOWN USER
    USING VALUE VALUES VARIADIC WHEN WHERE WITH WITHIN WITHOUT WRAPPER XMLATTRIBUTES XMLCONCAT
    XMLELEMENT XMLEXISTS XMLFOREST XMLNAMESPACES XMLPARSE XMLPI XMLROOT XMLSERIALIZE XMLTABLE
    YES ZONE SubPlan InitPlan true false and or not
""")
"""As EXPLAIN prints them: in capitals, which an unquoted name never has."""

TYPES = _words("""
    bigint bit bool boolean box bpchar bytea char character cid cidr circle cstring date
    daterange datemultirange decimal double float4 float8 inet int int2 int4 int4multirange
    int4range int8 int8multirange int8range integer internal interval json jsonb jsonpath line
    lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path pg_lsn
    point polygon real record regclass regcollation regconfig regdictionary regnamespace regoper
    regoperator regproc regprocedure regrole regtype smallint text tid time timestamp
    timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector
    txid_snapshot unknown uuid varbit varchar void xid xid8 xml
""")
REST_OF_TYPE = _words("""
    precision varying with without time zone year month day hour minute second to
""")
"""The words that may follow the first one of a type: `timestamp without time zone`."""

PARTS_OF_TIME = _words("""
    century day decade dow doy epoch hour isodow isoyear julian microseconds millennium
    milliseconds minute month quarter second timezone timezone_hour timezone_minute week year
""")
"""What EXTRACT takes before its FROM."""

FUNCTIONS = _words("""
    abs acos age any_value array_agg array_append array_cat array_dims array_fill array_length
    array_lower array_ndims array_position array_positions array_prepend array_remove
    array_replace array_sample array_shuffle array_to_json array_to_string array_upper ascii
    asin atan atan2 avg bit_and bit_count bit_length bit_or bit_xor bool_and bool_or btrim
    cardinality casefold cbrt ceil ceiling char_length character_length chr clock_timestamp
    concat concat_ws convert_from convert_to corr cos cot count covar_pop covar_samp crc32
    cume_dist current_database current_query current_schema current_schemas current_setting
    currval date date_add date_bin date_part date_subtract date_trunc decode degrees dense_rank
    div encode enum_first enum_last enum_range erf every exp extract factorial first_value
    float4 float8 floor format gamma gcd gen_random_uuid generate_series generate_subscripts
    get_bit get_byte greatest hashtext initcap int2 int4 int8 isempty isfinite json_agg
    json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_extract_path json_extract_path_text
    json_object json_object_agg json_object_keys json_populate_record json_populate_recordset
    json_strip_nulls json_table json_to_record json_to_recordset json_typeof jsonb_agg
    jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_each jsonb_each_text jsonb_exists jsonb_extract_path
    jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_keys
    jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
    jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set
    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days justify_hours
    justify_interval lag last_value lastval lcm lead left length like_escape ln log log10 lower
    lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp
    make_timestamptz max md5 min min_scale mod mode multirange nextval normalize now nth_value
    ntile num_nonnulls num_nulls numeric numnode octet_length overlay parse_ident percent_rank
    percentile_cont percentile_disc pg_advisory_lock pg_advisory_xact_lock pg_backend_pid
    pg_sleep pg_typeof phraseto_tsquery pi plainto_tsquery position power querytree quote_ident
    quote_literal quote_nullable radians random random_normal range_agg range_intersect_agg
    range_merge rank regexp_count regexp_instr regexp_like regexp_match regexp_matches
    regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace
    reverse right round row_number row_to_json rpad rtrim scale set_config setseed setval
    setweight sha224 sha256 sha384 sha512 sign similar_to_escape sin split_part sqrt starts_with
    statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array string_to_table
    strip strpos substr substring sum tan text textcat timeofday timestamp timestamptz timezone
    to_ascii to_char to_date to_hex to_json to_jsonb to_number to_timestamp to_tsquery
    to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_headline ts_rank
    ts_rank_cd ts_rewrite unistr unnest upper upper_inc upper_inf uuid_extract_timestamp
    uuid_extract_version uuidv4 uuidv7 var_pop var_samp variance websearch_to_tsquery
    width_bucket xmlagg xpath xpath_exists xmltable
""")
WORDS_OF_EXPLAIN = _words("""
    Aggregate All And Anti Append Async Backward Bitmap BitmapAnd BitmapOr CTE Custom Delete Disk
    Distinct Except Finalize Foreign Forward Full Function Gather Group Hash Hashed Heap
    Incremental Index InitPlan Inner Insert Intersect Join Left Limit LockRows Loop Materialize
    Member Memoize Memory Merge MergeAppend Mixed ModifyTable Named Nested NoMovement Only Outer
    Parallel Partial Plain ProjectSet Range Recursive Result Right Sample Scan Select Semi Seq
    SetOp Simple Sort Sorted SubPlan Subquery Table Tid Tuplestore Union Unique Update Values
    WindowAgg WorkTable above below binary bernoulli child external heapsort in logical merge none
    progress quicksort sort still system text top-N NOTHING SELECT UPDATE
""")
"""What stands where EXPLAIN itself chooses the word: the kinds of nodes, joins, sorts and so on."""

KEYS = frozenset((
    *("Alias", "Async Capable", "Average Sort Space Used", "Calls", "Command"),
    *("Conflict Arbiter Indexes", "Conflict Filter", "Conflict Resolution", "Conflicting Tuples"),
    *("Constraint Name", "Custom Plan Provider", "Deform", "Deforming", "Duration", "Emission"),
    *("Expressions", "Foreign File", "Foreign File Size", "Foreign Program", "Format"),
    *("Full-sort Groups", "Function Call", "Functions", "Generation", "Group Count", "Group Keys"),
    *("Grouping Sets", "Hash Keys", "Inlining", "Inner Unique", "JIT", "Memory Allocated"),
    *("Memory Used", "Optimization", "Options", "Original Hash Buckets", "Output Volume"),
    *("Params Evaluated", "Peak Sort Space Used", "Pre-sorted Groups", "Relation", "Relations"),
    *("Remote SQL", "Repeatable Seed", "Replaces", "Rows Removed by Conflict Filter"),
    *("Sampling Method", "Sampling Parameters", "Sort Methods Used", "Sort Space Disk"),
    *("Sort Space Memory", "Table Function Call", "Table Function Name", "Target Tables", "Time"),
    *("Timing", "Total", "Trigger Name", "Tuples Deleted", "Tuples Inserted", "Tuples Skipped"),
    *("Tuples Updated", "Tuplestore Name", "Window", "Prefetch Hits"),
    *("Prefetch Misses", "Prefetch Expired", "Prefetch Duplicates"),
    *(f"{where}I/O {what} Time" for where in ("", "Shared ", "Local ", "Temp ")
      for what in ("Read", "Write")),
))  # fmt: skip
"""The keys of FORMAT JSON that are no field of a node (src/backend/commands/explain.c)."""

SETTINGS = _words("""
    constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost
    cursor_tuple_fraction debug_parallel_query effective_cache_size effective_io_concurrency
    enable_async_append enable_bitmapscan enable_distinct_reordering enable_eager_aggregate
    enable_gathermerge enable_group_by_reordering enable_hashagg enable_hashjoin
    enable_incremental_sort enable_indexonlyscan enable_indexscan enable_material enable_memoize
    enable_mergejoin enable_nestloop enable_parallel_append enable_parallel_hash
    enable_partition_pruning enable_partitionwise_aggregate enable_partitionwise_join
    enable_presorted_aggregate enable_self_join_elimination enable_seqscan enable_sort
    enable_tidscan force_parallel_mode from_collapse_limit geqo geqo_effort geqo_generations
    geqo_pool_size geqo_seed geqo_selection_bias geqo_threshold hash_mem_multiplier jit
    jit_above_cost jit_inline_above_cost jit_optimize_above_cost join_collapse_limit
    maintenance_io_concurrency max_parallel_workers max_parallel_workers_per_gather
    min_parallel_index_scan_size min_parallel_relation_size min_parallel_table_scan_size
    optimize_bounded_sort parallel_leader_participation parallel_setup_cost parallel_tuple_cost
    plan_cache_mode random_page_cost recursive_worktable_factor search_path seq_page_cost
    temp_buffers work_mem
""")
"""Those that SETTINGS shows: GUC_EXPLAIN in src/backend/utils/misc/guc_tables.c."""

COLLATIONS = frozenset(("C", "POSIX", "default", "ucs_basic", "unicode", "pg_c_utf8", "C.UTF-8"))
SCHEMAS = frozenset(("pg_catalog", "public", "information_schema"))
