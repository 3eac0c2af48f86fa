-- Bonus rounds: targets of a week for account groups, and a payment for each group that achieved.

CREATE TABLE bonus_rounds (
    id                 BLOB PRIMARY KEY,
    guild_id           INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    -- The Sunday that the week begins with.
    week               INTEGER NOT NULL,
    -- What each group that achieves gets.
    bonus_amount_cents INTEGER NOT NULL CHECK (bonus_amount_cents BETWEEN 1 AND 100000000),
    target_count       INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    created_by_id      TEXT NOT NULL,
    -- With the name of that day.
    created_by         TEXT NOT NULL,
    -- What the evaluation found, and by which percentage it called a miss near; empty until then.
    evaluated_at       INTEGER,
    evaluated_by_id    TEXT,
    evaluated_by       TEXT,
    near_miss_percent  INTEGER,
    achieved_count     INTEGER,
    near_miss_count    INTEGER,
    UNIQUE (guild_id, week)
) STRICT;
CREATE INDEX bonus_rounds_pending ON bonus_rounds (week) WHERE evaluated_at IS NULL;

CREATE TABLE bonus_targets (
    id           BLOB PRIMARY KEY,
    round_id     BLOB NOT NULL REFERENCES bonus_rounds (id) ON DELETE CASCADE,
    group_id     BLOB NOT NULL REFERENCES account_groups (id),
    -- The round's own: leaderboards and streaks read targets by week.
    guild_id     INTEGER NOT NULL,
    week         INTEGER NOT NULL,
    target_views INTEGER NOT NULL CHECK (target_views BETWEEN 1 AND 1000000000000),
    -- What the evaluation saw and said; empty until then. The views once more by platform, as JSON.
    actual_views INTEGER,
    evidence     TEXT,
    achieved     INTEGER,
    near_miss    INTEGER,
    -- Rounds achieved in a row up to and with this one.
    streak       INTEGER,
    UNIQUE (round_id, group_id)
) STRICT;
CREATE UNIQUE INDEX bonus_targets_of_group ON bonus_targets (group_id, week);
CREATE INDEX bonus_targets_by_week ON bonus_targets (guild_id, week, group_id, achieved);

CREATE TABLE bonus_payments (
    id           BLOB PRIMARY KEY,
    target_id    BLOB NOT NULL UNIQUE REFERENCES bonus_targets (id) ON DELETE CASCADE,
    round_id     BLOB NOT NULL,
    group_id     BLOB NOT NULL,
    guild_id     INTEGER NOT NULL,
    week         INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    paid         INTEGER NOT NULL DEFAULT FALSE,
    paid_at      INTEGER,
    paid_by_id   TEXT,
    -- With the name of that day.
    paid_by      TEXT,
    notes        TEXT NOT NULL DEFAULT '',
    CHECK (paid = (paid_at IS NOT NULL))
) STRICT;
CREATE INDEX bonus_payments_of_round ON bonus_payments (round_id, paid, amount_cents);
CREATE INDEX bonus_payments_by_week ON bonus_payments (guild_id, week, group_id, paid, amount_cents);

-- What happened to a payment is shown on its row.
CREATE INDEX audit_by_payment ON audit_log (guild_id, target_id, at, id) WHERE target_type = 'payment';
