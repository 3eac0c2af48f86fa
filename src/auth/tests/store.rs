//! SQL that the tests look behind the pages with.

/// What the audit log says of the one user, and their sealed tokens.
pub const ACTION_AND_TOKENS: &str =
    "SELECT a.action, u.discord_tokens FROM audit_log a JOIN users u ON u.id = a.user_id";
pub const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";
pub const SESSIONS_AND_USERS: &str = "SELECT (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM users)";
pub const ENDED_SESSIONS: &str = "SELECT COUNT(*) FROM revocations WHERE session_id IS NOT NULL";
pub const LOGOUTS: &str = "SELECT COUNT(*) FROM audit_log WHERE action = 'session.logout'";
pub const ENTRIES: &str = "SELECT COUNT(*) FROM audit_log";
pub const GENERATION: &str = "SELECT generation FROM sessions";
pub const REVOCATIONS: &str = "SELECT COUNT(*) FROM revocations";
/// As a backup from before the first rotation has it.
pub const RESTORE_BACKUP: &str = "UPDATE sessions SET generation = 1, used_generation = 1, superseded = '[]'";
pub const ACTIVITY_AND_USE: &str = "SELECT last_activity_at, used_generation FROM sessions";
pub const WITHDRAWALS: &str = "SELECT COUNT(*) FROM audit_log WHERE action = 'session.grant_withdrawn'";
pub const WITHOUT_TOKENS: &str = "SELECT COUNT(*) FROM users WHERE discord_tokens IS NULL";
/// Entries about reuse that are the user's own to see.
pub const REUSES: &str = "SELECT COUNT(*) FROM audit_log a JOIN users u ON u.id = a.user_id
    WHERE a.action = 'session.reuse_detected' AND a.guild_id IS NULL AND a.request_id IS NOT NULL";
pub const ADD_GUILD: &str = "INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, $2, 0, 0)";
