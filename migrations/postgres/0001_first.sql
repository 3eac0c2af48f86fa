-- The first schema. Times are milliseconds and days are days since 1970 (UTC);
-- Discord ids are their 64 bits as a BIGINT; ids of ours are UUIDv7.

CREATE TABLE users (
    id                 BIGINT PRIMARY KEY,
    username           TEXT NOT NULL,
    display_name       TEXT NOT NULL,
    -- The last word on the verified email; read again from Discord with the guild list.
    email_verified     BOOLEAN NOT NULL,
    -- Discord's own tokens, sealed.
    discord_tokens     BYTEA,
    guilds_synced_at   BIGINT NOT NULL,
    guilds_tried_at    BIGINT NOT NULL,
    created_at         BIGINT NOT NULL
);

CREATE TABLE guilds (
    id                       BIGINT PRIMARY KEY,
    name                     TEXT NOT NULL,
    icon_url                 TEXT,
    notification_channel_id  BIGINT,
    near_miss_percent        BIGINT NOT NULL DEFAULT 90,
    create_missing_on_import BOOLEAN NOT NULL DEFAULT FALSE,
    -- Accounts were removed for good, with posts that the daily sums still count.
    posts_removed            BOOLEAN NOT NULL DEFAULT FALSE,
    -- Rises with every change of what its pages show; what was read before it is out of date.
    version                  BIGINT NOT NULL DEFAULT 0,
    -- When the bot last named this guild in a heartbeat.
    bot_seen_at              BIGINT,
    created_at               BIGINT NOT NULL,
    updated_at               BIGINT NOT NULL
);

CREATE TABLE channels (
    guild_id     BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    id           BIGINT NOT NULL,
    name         TEXT NOT NULL,
    bot_can_post BOOLEAN NOT NULL,
    PRIMARY KEY (guild_id, id)
);

-- Which guilds a user may see, from Discord's permission bits. Guilds without the bot are kept too:
-- the bot may come later.
CREATE TABLE guild_members (
    user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'admin')),
    PRIMARY KEY (user_id, guild_id)
);

CREATE TABLE sessions (
    id               UUID PRIMARY KEY,
    user_id          BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Tokens are derived from the server's secret, the session, the generation and this seed.
    seed             BYTEA NOT NULL,
    generation       BIGINT NOT NULL,
    -- The newest generation of which a token was presented.
    used_generation  BIGINT NOT NULL,
    rotated_at       BIGINT NOT NULL,
    -- Generations superseded within the grace: JSON [[generation, milliseconds], ...].
    superseded       TEXT NOT NULL DEFAULT '[]',
    user_agent       TEXT NOT NULL,
    ip               TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    revoked_at       BIGINT,
    revoked_why      TEXT,
    -- What its owner has to be told on their next page, until they dismiss it.
    notice           TEXT CHECK (notice IN ('new_device', 'reuse_detected'))
);
CREATE INDEX sessions_by_user ON sessions (user_id, last_activity_at);

-- Append-only; every instance reads on from the last number it saw, twice a second. A row that names
-- nobody and nothing ends the sessions of everybody.
CREATE TABLE revocations (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id UUID,
    user_id    BIGINT,
    guild_id   BIGINT,
    key_id     UUID,
    at         BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id             UUID PRIMARY KEY,
    -- NULL: the bot key, which speaks for every guild.
    guild_id       BIGINT REFERENCES guilds (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    prefix         TEXT NOT NULL,
    hash           BYTEA NOT NULL UNIQUE,
    signing_secret BYTEA,
    -- The one before a rotation, good until then.
    previous_secret BYTEA,
    previous_until  BIGINT,
    scopes         TEXT NOT NULL,
    created_by     BIGINT,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT,
    last_used_at   BIGINT,
    revoked_at     BIGINT
);

-- Answers that a repetition gets again: Idempotency-Key and webhook-id, in the effect's transaction.
CREATE TABLE replays (
    scope        TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status       BIGINT NOT NULL,
    body         TEXT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX replays_by_expiry ON replays (expires_at);

CREATE TABLE audit_log (
    id           UUID PRIMARY KEY,
    -- NULL: an entry that is the user's own to see (login, reuse, revocation).
    guild_id     BIGINT,
    user_id      BIGINT,
    at           BIGINT NOT NULL,
    actor_type   TEXT NOT NULL CHECK (actor_type IN ('user', 'bot', 'api_key', 'system')),
    actor_id     TEXT NOT NULL,
    actor_name   TEXT NOT NULL,
    action       TEXT NOT NULL,
    target_type  TEXT NOT NULL,
    target_id    TEXT NOT NULL,
    target_label TEXT NOT NULL,
    changes      TEXT NOT NULL,
    request_id   TEXT
);
CREATE INDEX audit_by_guild ON audit_log (guild_id, at, id);
CREATE INDEX audit_by_actor ON audit_log (guild_id, actor_id, at, id);
CREATE INDEX audit_by_action ON audit_log (guild_id, action, at, id);
CREATE INDEX audit_by_both ON audit_log (guild_id, actor_id, action, at, id);
CREATE INDEX audit_by_user ON audit_log (user_id, id) WHERE user_id IS NOT NULL;

-- The bot as a whole: one row.
CREATE TABLE bot_status (
    one            BIGINT PRIMARY KEY CHECK (one = 1),
    first_seen_at  BIGINT NOT NULL,
    last_seen_at   BIGINT NOT NULL,
    version        TEXT NOT NULL,
    shard_count    BIGINT NOT NULL,
    latency_ms     BIGINT NOT NULL,
    memory_mb      BIGINT NOT NULL,
    uptime_seconds BIGINT NOT NULL
);

-- Milliseconds the bot was online in each half hour (number of half hours since 1970).
CREATE TABLE bot_uptime (
    half_hour BIGINT PRIMARY KEY,
    online_ms BIGINT NOT NULL
);

CREATE TABLE brands (
    id           UUID PRIMARY KEY,
    guild_id     BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    label        TEXT NOT NULL,
    -- Folded in Rust (case and compatibility): equal labels and searches are compared on it.
    label_folded TEXT NOT NULL,
    slug         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    -- When people last changed or restored it.
    edited_at    BIGINT,
    deleted_at   BIGINT,
    -- Who deleted it, with the name of that day.
    deleted_by   TEXT
);
CREATE UNIQUE INDEX brands_by_label ON brands (guild_id, label_folded) WHERE deleted_at IS NULL;
CREATE INDEX brands_deleted ON brands (guild_id, deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE account_groups (
    id                 UUID PRIMARY KEY,
    guild_id           BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    brand_id           UUID NOT NULL REFERENCES brands (id),
    label              TEXT NOT NULL,
    label_folded       TEXT NOT NULL,
    slug               TEXT NOT NULL,
    discord_channel_id BIGINT,
    created_at         BIGINT NOT NULL,
    -- When people last changed or restored it.
    edited_at          BIGINT,
    deleted_at         BIGINT,
    -- Who deleted it, with the name of that day.
    deleted_by         TEXT
);
CREATE UNIQUE INDEX account_groups_by_label ON account_groups (brand_id, label_folded) WHERE deleted_at IS NULL;
CREATE INDEX account_groups_by_guild ON account_groups (guild_id);
CREATE INDEX account_groups_deleted ON account_groups (guild_id, deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE accounts (
    id              UUID PRIMARY KEY,
    guild_id        BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    -- The present group; account_memberships holds the history.
    group_id        UUID NOT NULL REFERENCES account_groups (id),
    platform        TEXT NOT NULL CHECK (platform IN ('instagram', 'tiktok', 'youtube', 'x', 'facebook')),
    username        TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    display_name    TEXT NOT NULL,
    -- username and display name, folded: what a search looks through.
    search          TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('active', 'unavailable', 'paused')),
    -- The collected_at that the status comes from: older reports change nothing.
    status_at       BIGINT,
    -- The collected_at that the display name comes from, when the bot reported it.
    display_name_at BIGINT,
    followers       BIGINT,
    followers_at    BIGINT,
    last_checked_at BIGINT,
    created_at      BIGINT NOT NULL,
    deleted_at      BIGINT
);
CREATE UNIQUE INDEX accounts_by_username ON accounts (guild_id, platform, username_folded) WHERE deleted_at IS NULL;
CREATE INDEX accounts_in_guild ON accounts (guild_id, username_folded, id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_followers ON accounts (guild_id, COALESCE(followers, -1), id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_by_check ON accounts (guild_id, COALESCE(last_checked_at, 0), id) WHERE deleted_at IS NULL;
CREATE INDEX accounts_deleted ON accounts (guild_id, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX accounts_in_group ON accounts (group_id, username_folded, id) WHERE deleted_at IS NULL;
-- Numbers of accounts and their followers, without reading the accounts themselves.
CREATE INDEX accounts_counted ON accounts (guild_id, created_at, platform, group_id, followers) WHERE deleted_at IS NULL;
-- What needs attention: few of many.
CREATE INDEX accounts_unavailable ON accounts (guild_id) WHERE status = 'unavailable' AND deleted_at IS NULL;
CREATE INDEX accounts_checked ON accounts (guild_id, COALESCE(last_checked_at, created_at)) WHERE status = 'active' AND deleted_at IS NULL;

-- An account counts for a group from a day on. Its first group holds from day 0.
CREATE TABLE account_memberships (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_day   BIGINT NOT NULL,
    group_id   UUID NOT NULL REFERENCES account_groups (id),
    PRIMARY KEY (account_id, from_day)
);
CREATE INDEX account_memberships_of_group ON account_memberships (group_id);

CREATE TABLE posts (
    id              UUID PRIMARY KEY,
    guild_id        BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    account_id      UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    platform        TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    url             TEXT NOT NULL,
    posted_at       BIGINT NOT NULL,
    -- The day of posted_at.
    day             BIGINT NOT NULL,
    -- True: published before we tracked the account, so what its first snapshot says is nobody's gain.
    counts_from_first BOOLEAN NOT NULL,
    -- The earliest snapshot (the least values where several share its time).
    first_at        BIGINT,
    first_views     BIGINT NOT NULL DEFAULT 0,
    first_likes     BIGINT NOT NULL DEFAULT 0,
    first_comments  BIGINT NOT NULL DEFAULT 0,
    first_shares    BIGINT NOT NULL DEFAULT 0,
    -- The latest snapshot (the greatest values where several share its time).
    last_checked_at BIGINT,
    views           BIGINT NOT NULL DEFAULT 0,
    likes           BIGINT NOT NULL DEFAULT 0,
    comments        BIGINT NOT NULL DEFAULT 0,
    shares          BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL,
    UNIQUE (guild_id, platform, external_id)
);
CREATE INDEX posts_in_guild ON posts (guild_id, posted_at, id);
CREATE INDEX posts_of_platform ON posts (guild_id, platform, posted_at, id);
CREATE INDEX posts_of_account ON posts (account_id, posted_at, id);
-- Snapshots move posts about in these four, so that each begins with what keeps the old and the new place near.
CREATE INDEX posts_of_day_by_views ON posts (guild_id, day, platform, views, id);
CREATE INDEX posts_of_day_by_likes ON posts (guild_id, day, platform, likes, id);
CREATE INDEX posts_of_account_by_views ON posts (account_id, views, id, posted_at);
CREATE INDEX posts_of_account_by_likes ON posts (account_id, likes, id, posted_at);

-- The greatest values seen up to the end of a day; a row for the first day and each day on which one rose.
CREATE TABLE post_days (
    post_id  UUID NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    views    BIGINT NOT NULL,
    likes    BIGINT NOT NULL,
    comments BIGINT NOT NULL,
    shares   BIGINT NOT NULL,
    PRIMARY KEY (post_id, day)
);

CREATE TABLE follower_days (
    account_id   UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    day          BIGINT NOT NULL,
    followers    BIGINT NOT NULL,
    collected_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, day)
);

-- Rollups of gains: what was gained on a day, by account, by (group, platform) and by (guild, platform).
CREATE TABLE account_days (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    day        BIGINT NOT NULL,
    group_id   UUID NOT NULL,
    posts      BIGINT NOT NULL,
    views      BIGINT NOT NULL,
    likes      BIGINT NOT NULL,
    comments   BIGINT NOT NULL,
    shares     BIGINT NOT NULL,
    PRIMARY KEY (account_id, day)
);

CREATE TABLE group_days (
    guild_id BIGINT NOT NULL,
    group_id UUID NOT NULL,
    platform TEXT NOT NULL,
    day      BIGINT NOT NULL,
    posts    BIGINT NOT NULL,
    views    BIGINT NOT NULL,
    likes    BIGINT NOT NULL,
    comments BIGINT NOT NULL,
    shares   BIGINT NOT NULL,
    PRIMARY KEY (group_id, day, platform)
);

CREATE TABLE guild_days (
    guild_id BIGINT NOT NULL,
    day      BIGINT NOT NULL,
    platform TEXT NOT NULL,
    posts    BIGINT NOT NULL,
    views    BIGINT NOT NULL,
    likes    BIGINT NOT NULL,
    comments BIGINT NOT NULL,
    shares   BIGINT NOT NULL,
    PRIMARY KEY (guild_id, day, platform)
);

-- Views gained in the last 7 to 180 days up to and with the day that the guild's windows reach to,
-- by (account, group) and by (group, platform): what ranks them without reading their days.
CREATE TABLE guild_windows (
    guild_id BIGINT PRIMARY KEY,
    until    BIGINT NOT NULL
);

CREATE TABLE account_windows (
    guild_id   BIGINT NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    group_id   UUID NOT NULL,
    platform   TEXT NOT NULL,
    views_7    BIGINT NOT NULL,
    views_14   BIGINT NOT NULL,
    views_30   BIGINT NOT NULL,
    views_60   BIGINT NOT NULL,
    views_90   BIGINT NOT NULL,
    views_180  BIGINT NOT NULL,
    PRIMARY KEY (guild_id, account_id, group_id)
);
CREATE INDEX account_windows_of_account ON account_windows (account_id);

CREATE TABLE group_windows (
    guild_id  BIGINT NOT NULL,
    group_id  UUID NOT NULL,
    platform  TEXT NOT NULL,
    views_7   BIGINT NOT NULL,
    views_14  BIGINT NOT NULL,
    views_30  BIGINT NOT NULL,
    views_60  BIGINT NOT NULL,
    views_90  BIGINT NOT NULL,
    views_180 BIGINT NOT NULL,
    PRIMARY KEY (guild_id, group_id, platform)
);

-- What a change overwrote, so that it can be taken back for an hour.
CREATE TABLE undo (
    id         UUID PRIMARY KEY,
    guild_id   BIGINT NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    before     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX undo_by_expiry ON undo (expires_at);
