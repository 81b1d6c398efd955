"""What the schema needs beyond tables, said for each database: triggers, and spatial and full-text
indexes."""

from __future__ import annotations

#: "obsl" in the header of the file: how a log is told from other SQLite databases.
APPLICATION_ID = 0x6F62736C

#: The look that the note of an entry names (`"look":"..."` near the start of its payload, whose keys are sorted),
#: as an expression on the journal: what the index of entries by look is made of, and the queries that use it.
LOOK_OF_ENTRY = {
    "sqlite": 'CASE instr(substr(payload, 1, 10000), \'"look":"\') WHEN 0 THEN NULL ELSE '
    'substr(payload, instr(payload, \'"look":"\') + 8, 26) END',
    "postgresql": 'substring(left(payload, 10000) from \'"look":"([0-9A-Z]{26})"\')',
}

SQLITE = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END",
    "CREATE VIRTUAL TABLE boxes_rtree USING rtree(id, west, east, south, north)",
    "CREATE TRIGGER boxes_insert AFTER INSERT ON boxes BEGIN "
    "INSERT INTO boxes_rtree VALUES (new.id, new.west, new.east, new.south, new.north); END",
    "CREATE TRIGGER boxes_delete AFTER DELETE ON boxes BEGIN DELETE FROM boxes_rtree WHERE id = old.id; END",
    "CREATE VIRTUAL TABLE search_text USING fts5(body, content='search_rows', content_rowid='id')",
    "CREATE TRIGGER search_rows_insert AFTER INSERT ON search_rows BEGIN "
    "INSERT INTO search_text (rowid, body) VALUES (new.id, new.body); END",
    "CREATE TRIGGER search_rows_delete AFTER DELETE ON search_rows BEGIN "
    "INSERT INTO search_text (search_text, rowid, body) VALUES ('delete', old.id, old.body); END",
    f"CREATE INDEX ix_journal_look ON journal ({LOOK_OF_ENTRY['sqlite']}, seq)",
)

POSTGRESQL = (
    "CREATE FUNCTION obslog_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is only ever added to'; END $$",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION obslog_append_only()",
    "ALTER TABLE boxes ADD COLUMN ground box "
    "GENERATED ALWAYS AS (box(point(west, south), point(east, north))) STORED",
    "CREATE INDEX ix_boxes_ground ON boxes USING gist (ground)",
    # The words are cut in Python, the same for both databases; this only gives each its place.
    "CREATE FUNCTION obslog_words(body text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS "
    "$$ SELECT coalesce(string_agg('''' || word || ''':' || least(place, 16383), ' '), '')::tsvector "
    "FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS cut(word, place) WHERE word <> '' $$",
    "ALTER TABLE search_rows ADD COLUMN words tsvector GENERATED ALWAYS AS (obslog_words(body)) STORED",
    "CREATE INDEX ix_search_rows_words ON search_rows USING gin (words)",
    f"CREATE INDEX ix_journal_look ON journal (({LOOK_OF_ENTRY['postgresql']}), seq)",
)
