-- Imports of accounts: an uploaded file, what it would do, and the job that does it.

CREATE TABLE imports (
    id             BLOB PRIMARY KEY,
    guild_id       INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    filename       TEXT NOT NULL,
    encoding       TEXT NOT NULL,
    delimiter      TEXT NOT NULL,
    create_missing INTEGER NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('previewed', 'queued', 'running', 'completed', 'failed',
                                                  'cancelled', 'undone', 'expired')),
    total_rows     INTEGER NOT NULL,
    invalid_rows   INTEGER NOT NULL,
    new_rows       INTEGER NOT NULL,
    changed_rows   INTEGER NOT NULL,
    unchanged_rows INTEGER NOT NULL,
    error_count    INTEGER NOT NULL,
    -- Its columns, the first rows and errors, what is missing: JSON.
    details        TEXT NOT NULL,
    created_by     TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    -- Who confirmed it, with the name of that day.
    actor_type     TEXT,
    actor_id       TEXT,
    actor_name     TEXT,
    request_id     TEXT,
    confirmed_at   INTEGER,
    -- Counts the runs: only the last one may finish. Another begins when the lease is over.
    fence          INTEGER NOT NULL DEFAULT 0,
    lease_until    INTEGER,
    created        INTEGER NOT NULL DEFAULT 0,
    updated        INTEGER NOT NULL DEFAULT 0,
    failure        TEXT,
    completed_at   INTEGER,
    -- What taking it back came to: JSON.
    undone         TEXT
) STRICT;
-- Ids are in the order of time.
CREATE INDEX imports_of_guild ON imports (guild_id, id);
CREATE UNIQUE INDEX imports_at_work ON imports (guild_id) WHERE state IN ('queued', 'running');
CREATE INDEX imports_by_state ON imports (state, created_at);

CREATE TABLE import_files (
    import_id BLOB NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    -- The upload itself; its errors and rejected rows as CSV; how to take the import back.
    kind      TEXT NOT NULL CHECK (kind IN ('upload', 'errors', 'rejected', 'undo')),
    content   BLOB NOT NULL,
    PRIMARY KEY (import_id, kind)
) STRICT;

-- What could not be taken back with its import: changed by others since, or used by them.
CREATE TABLE import_leftovers (
    -- An account, group or brand.
    id       BLOB PRIMARY KEY,
    guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('account', 'group', 'brand')),
    -- How an account is taken back further, a list in JSON: its end comes first.
    steps    TEXT NOT NULL,
    left_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX import_leftovers_of_guild ON import_leftovers (guild_id, kind, left_at);
CREATE INDEX import_leftovers_by_age ON import_leftovers (left_at);
