//! Counts that all instances share: one script call looks at every count of a request and raises them, or none.

use std::sync::LazyLock;
use std::time::Duration;

use redis::Script;

use crate::valkey::Valkey;

/// The generic cell rate algorithm, as `governor` has it: a count is the time at which it is empty again.
/// Answers 0, or the milliseconds until the first refused one has room.
const SOURCE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local empty = {}
for i, key in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local at = tonumber(redis.call('GET', key) or 0) or 0
  -- What cannot be a count of ours (a clock that was set back, another's value) is none.
  if not (at > now and at <= now + every * burst) then at = now end
  local wait = at + every - burst * every - now
  if wait > 0 then return math.ceil(wait / 1000) end
  empty[i] = at + every
end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', empty[i]), 'PX', math.ceil((empty[i] - now) / 1000))
end
return 0
";

static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(SOURCE));

/// One count: its name, the time that one request takes of it, and how many may come at once.
pub struct Count {
    pub name: String,
    pub every: Duration,
    pub burst: u32,
}

/// `None`: Valkey does not answer. Else how long to wait, if at all.
pub async fn take(valkey: &Valkey, counts: &[Count]) -> Option<Result<(), Duration>> {
    let mut call = SCRIPT.prepare_invoke();
    for count in counts {
        call.key(valkey.key(&count.name)).arg(count.every.as_micros() as u64).arg(count.burst);
    }
    let wait: i64 = valkey.ask(async |mut connection| call.invoke_async(&mut connection).await).await?;
    let longest = counts.iter().map(|count| count.every * count.burst).max()?;
    match Duration::from_millis(u64::try_from(wait).ok()?) {
        Duration::ZERO => Some(Ok(())),
        wait if wait <= longest + Duration::from_millis(1) => Some(Err(wait)),
        // No answer of our script.
        _ => None,
    }
}
