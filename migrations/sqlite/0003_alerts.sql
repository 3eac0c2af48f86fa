-- Alerts: thresholds, what fired, and the outbox to Discord.

-- A rule on a metric of a group's posts (of its accounts, for followers).
CREATE TABLE thresholds (
    id                BLOB PRIMARY KEY,
    guild_id          INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    group_id          BLOB NOT NULL REFERENCES account_groups (id) ON DELETE CASCADE,
    metric            TEXT NOT NULL CHECK (metric IN ('views', 'likes', 'comments', 'shares', 'followers')),
    -- A word for all of them, so that the unique index below holds.
    platform          TEXT NOT NULL CHECK (platform IN ('all', 'instagram', 'tiktok', 'youtube', 'x', 'facebook')),
    value             INTEGER NOT NULL CHECK (value BETWEEN 1 AND 1000000000000),
    enabled           INTEGER NOT NULL,
    -- Since when it watches: made, turned on, or given another value then.
    armed_at          INTEGER NOT NULL,
    last_triggered_at INTEGER,
    created_at        INTEGER NOT NULL,
    deleted_at        INTEGER
) STRICT;
CREATE UNIQUE INDEX thresholds_by_metric ON thresholds (group_id, metric, platform) WHERE deleted_at IS NULL;
CREATE INDEX thresholds_in_guild ON thresholds (guild_id) WHERE deleted_at IS NULL;
CREATE INDEX thresholds_deleted ON thresholds (deleted_at) WHERE deleted_at IS NOT NULL;

-- The three switches of a group; without a row all are on.
CREATE TABLE alert_settings (
    group_id         BLOB PRIMARY KEY REFERENCES account_groups (id) ON DELETE CASCADE,
    streak_alerts    INTEGER NOT NULL,
    threshold_alerts INTEGER NOT NULL,
    status_alerts    INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;

-- What fired, in the words of that day, and what became of its message.
CREATE TABLE alerts (
    id           BLOB PRIMARY KEY,
    guild_id     INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    group_id     BLOB NOT NULL REFERENCES account_groups (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('threshold', 'streak', 'status', 'test')),
    threshold_id BLOB REFERENCES thresholds (id) ON DELETE SET NULL,
    -- The post or account that passed it; a threshold fires once for each.
    subject_id   BLOB,
    account_id   BLOB REFERENCES accounts (id) ON DELETE CASCADE,
    metric       TEXT,
    platform     TEXT,
    message      TEXT NOT NULL,
    detail       TEXT NOT NULL,
    post_url     TEXT,
    delivery     TEXT NOT NULL CHECK (delivery IN ('pending', 'sent', 'failed', 'off')),
    -- Why it is not sent (yet).
    reason       TEXT,
    -- The channel that was tried last.
    channel_id   INTEGER,
    tries        INTEGER NOT NULL DEFAULT 0,
    -- Not before then. Who sends it moves this on, so that nobody else does meanwhile.
    next_try_at  INTEGER NOT NULL,
    -- Whose turn it is: an answer that comes after the turn was lost changes nothing.
    turn         BLOB,
    sent_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX alerts_once ON alerts (threshold_id, subject_id) WHERE threshold_id IS NOT NULL;
CREATE INDEX alerts_in_guild ON alerts (guild_id, at, id);
CREATE INDEX alerts_in_group ON alerts (group_id, at, id);
CREATE INDEX alerts_of_account ON alerts (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX alerts_pending ON alerts (next_try_at, id) WHERE delivery = 'pending';
CREATE INDEX alerts_failed ON alerts (guild_id, at) WHERE delivery = 'failed';

-- When the first snapshot of a post came in; empty for those from before.
ALTER TABLE posts ADD COLUMN seen_at INTEGER;

-- The earliest and the greatest number of followers that was ever reported, and when the first came in.
CREATE TABLE follower_marks (
    account_id BLOB PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    first_at   INTEGER NOT NULL,
    first      INTEGER NOT NULL,
    most       INTEGER NOT NULL,
    seen_at    INTEGER
) WITHOUT ROWID, STRICT;
INSERT INTO follower_marks (account_id, first_at, first, most)
SELECT d.account_id, MIN(d.collected_at),
       (SELECT f.followers FROM follower_days f WHERE f.account_id = d.account_id ORDER BY f.day LIMIT 1), MAX(d.followers)
FROM follower_days d GROUP BY d.account_id;
