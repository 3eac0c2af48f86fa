-- Imports of accounts: an uploaded file, what it would do, and the job that does it.

CREATE TABLE imports (
    id             UUID PRIMARY KEY,
    guild_id       BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    filename       TEXT NOT NULL,
    encoding       TEXT NOT NULL,
    delimiter      TEXT NOT NULL,
    create_missing BOOLEAN NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('previewed', 'queued', 'running', 'completed', 'failed',
                                                  'cancelled', 'undone', 'expired')),
    total_rows     BIGINT NOT NULL,
    invalid_rows   BIGINT NOT NULL,
    new_rows       BIGINT NOT NULL,
    changed_rows   BIGINT NOT NULL,
    unchanged_rows BIGINT NOT NULL,
    error_count    BIGINT NOT NULL,
    -- Its columns, the first rows and errors, what is missing: JSON.
    details        TEXT NOT NULL,
    created_by     TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    -- Who confirmed it, with the name of that day.
    actor_type     TEXT,
    actor_id       TEXT,
    actor_name     TEXT,
    request_id     TEXT,
    confirmed_at   BIGINT,
    -- Counts the runs: only the last one may finish. Another begins when the lease is over.
    fence          BIGINT NOT NULL DEFAULT 0,
    lease_until    BIGINT,
    created        BIGINT NOT NULL DEFAULT 0,
    updated        BIGINT NOT NULL DEFAULT 0,
    failure        TEXT,
    completed_at   BIGINT,
    -- What taking it back came to: JSON.
    undone         TEXT
);
-- Ids are in the order of time.
CREATE INDEX imports_of_guild ON imports (guild_id, id);
CREATE UNIQUE INDEX imports_at_work ON imports (guild_id) WHERE state IN ('queued', 'running');
CREATE INDEX imports_by_state ON imports (state, created_at);

CREATE TABLE import_files (
    import_id UUID NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    -- The upload itself; its errors and rejected rows as CSV; how to take the import back.
    kind      TEXT NOT NULL CHECK (kind IN ('upload', 'errors', 'rejected', 'undo')),
    content   BYTEA NOT NULL,
    PRIMARY KEY (import_id, kind)
);
