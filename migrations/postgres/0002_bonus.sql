-- Bonus rounds: targets of a week for account groups, and a payment for each group that achieved.

CREATE TABLE bonus_rounds (
    id                 UUID PRIMARY KEY,
    guild_id           BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    -- The Sunday that the week begins with.
    week               BIGINT NOT NULL,
    -- What each group that achieves gets.
    bonus_amount_cents BIGINT NOT NULL CHECK (bonus_amount_cents BETWEEN 1 AND 100000000),
    target_count       BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    created_by_id      TEXT NOT NULL,
    -- With the name of that day.
    created_by         TEXT NOT NULL,
    -- What the evaluation found, and by which percentage it called a miss near; empty until then.
    evaluated_at       BIGINT,
    evaluated_by_id    TEXT,
    evaluated_by       TEXT,
    near_miss_percent  BIGINT,
    achieved_count     BIGINT,
    near_miss_count    BIGINT,
    UNIQUE (guild_id, week)
);
CREATE INDEX bonus_rounds_pending ON bonus_rounds (week) WHERE evaluated_at IS NULL;

CREATE TABLE bonus_targets (
    id           UUID PRIMARY KEY,
    round_id     UUID NOT NULL REFERENCES bonus_rounds (id) ON DELETE CASCADE,
    group_id     UUID NOT NULL REFERENCES account_groups (id),
    -- The round's own: leaderboards and streaks read targets by week.
    guild_id     BIGINT NOT NULL,
    week         BIGINT NOT NULL,
    target_views BIGINT NOT NULL CHECK (target_views BETWEEN 1 AND 1000000000000),
    -- What the evaluation saw and said; empty until then. The views once more by platform, as JSON.
    actual_views BIGINT,
    evidence     TEXT,
    achieved     BOOLEAN,
    near_miss    BOOLEAN,
    -- Rounds achieved in a row up to and with this one.
    streak       BIGINT,
    UNIQUE (round_id, group_id)
);
CREATE UNIQUE INDEX bonus_targets_of_group ON bonus_targets (group_id, week);
CREATE INDEX bonus_targets_by_week ON bonus_targets (guild_id, week, group_id, achieved);

CREATE TABLE bonus_payments (
    id           UUID PRIMARY KEY,
    target_id    UUID NOT NULL UNIQUE REFERENCES bonus_targets (id) ON DELETE CASCADE,
    round_id     UUID NOT NULL,
    group_id     UUID NOT NULL,
    guild_id     BIGINT NOT NULL,
    week         BIGINT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    paid         BOOLEAN NOT NULL DEFAULT FALSE,
    paid_at      BIGINT,
    paid_by_id   TEXT,
    -- With the name of that day.
    paid_by      TEXT,
    notes        TEXT NOT NULL DEFAULT '',
    CHECK (paid = (paid_at IS NOT NULL))
);
CREATE INDEX bonus_payments_of_round ON bonus_payments (round_id, paid, amount_cents);
CREATE INDEX bonus_payments_by_week ON bonus_payments (guild_id, week, group_id, paid, amount_cents);

-- What happened to a payment is shown on its row.
CREATE INDEX audit_by_payment ON audit_log (guild_id, target_id, at, id) WHERE target_type = 'payment';
