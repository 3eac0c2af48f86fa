//! Five times what can be answered, asked for whether or not it is answered: what is let in stays quick, the rest is
//! told to come back, and afterwards all is as before.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use tokio::{
    task::LocalSet,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    load::{Connection, Target},
    table::{Line, milliseconds},
};
use crate::{demo::Demo, visitor::Visitor};

const CONNECTIONS: usize = 32;
const CAPACITY_FOR: Duration = Duration::from_secs(5);
const TIMES: f64 = 5.0;
/// The load comes in portions this far apart.
const TICK: Duration = Duration::from_millis(2);
/// A client gives up on more than this many requests on their way.
const MOST_OPEN: usize = 8_000;
const RECOVERED: Duration = Duration::from_secs(2);
const SETTLES: Duration = Duration::from_secs(5);

/// What the clients met with.
#[derive(Default)]
struct Met {
    accepted: Vec<Duration>,
    refused: Vec<Duration>,
    failed: usize,
    idle: Vec<Connection>,
    open: usize,
}

pub async fn measure(guild: &str, seconds: u64) -> Result<Vec<Line>> {
    let demo = Demo::start(&["--no-bot"]).await?;
    let visitor = Visitor::log_in(&demo.url).await?;
    let path = format!("/api/v1/guilds/{guild}/accounts?limit=50");
    let target = Target::new(&demo.url, &path, &visitor.cookie());
    target.rate(CONNECTIONS, Duration::from_secs(2)).await?;
    let (capacity, usual) = closed_loop(&target).await?;
    let before = demo.memory()?;
    let met =
        LocalSet::new().run_until(open_loop(&target, capacity * TIMES, Duration::from_secs(seconds))).await?;
    let recovered = recovery(&target, usual * 3).await?;
    sleep(SETTLES).await;
    let after = demo.memory()?;
    demo.stop().await?;
    Ok(lines(capacity, usual, seconds, met, recovered, before, after))
}

fn lines(
    capacity: f64,
    usual: Duration,
    seconds: u64,
    mut met: Met,
    recovered: Duration,
    before: f64,
    after: f64,
) -> Vec<Line> {
    let per_second = |count: usize| count as f64 / seconds as f64;
    let (accepted, refused) = (met.accepted.len(), met.refused.len());
    let (slow, told) = (worst(&mut met.accepted), worst(&mut met.refused));
    let ratio = slow.as_secs_f64() / usual.as_secs_f64();
    let all = accepted + refused + met.failed;
    let line = |what: &str, measured, wanted, reached| Line::new(what, measured, wanted, reached);
    vec![
        line(
            "overload, what can be answered",
            format!("{capacity:.0}/s, p99 {:.1} ms", milliseconds(usual)),
            "",
            true,
        ),
        line(
            "overload, asked for",
            format!("{:.0}/s for {seconds} s; {:.0}/s accepted", per_second(all), per_second(accepted)),
            "",
            true,
        ),
        line(
            "overload, refused with 503",
            format!(
                "{:.0}/s, p99 {:.1} ms; {} without an answer",
                per_second(refused),
                milliseconds(told),
                met.failed
            ),
            "all the rest",
            met.failed == 0 && refused > 0,
        ),
        line(
            "overload, accepted",
            format!("p99 {:.1} ms, {ratio:.2} of the usual", milliseconds(slow)),
            "3",
            ratio <= 3.0,
        ),
        line(
            "overload, recovered after",
            format!("{:.0} ms", milliseconds(recovered)),
            "2,000 ms",
            recovered <= RECOVERED,
        ),
        line(
            "overload, memory before and after",
            format!("{before:.1} MB, {after:.1} MB"),
            "10 % more",
            after <= before * 1.1,
        ),
    ]
}

/// The time that 99 % stay within.
fn worst(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}

/// Answers a second where each connection waits for its answer, and how long 99 % of them took.
async fn closed_loop(target: &Target) -> Result<(f64, Duration)> {
    let (start, mut all, mut times) = (Instant::now(), tokio::task::JoinSet::new(), Vec::new());
    for _ in 0..CONNECTIONS {
        let target = target.clone();
        all.spawn(async move {
            let mut connection = Connection::open(&target.address).await?;
            let mut times = Vec::new();
            while start.elapsed() < CAPACITY_FOR {
                let since = Instant::now();
                ensure!(connection.ask(&target.request).await? == 200, "not answered well");
                times.push(since.elapsed());
            }
            Ok(times)
        });
    }
    while let Some(one) = all.join_next().await {
        times.extend(one??);
    }
    Ok((times.len() as f64 / start.elapsed().as_secs_f64(), worst(&mut times)))
}

/// So many requests a second, whatever becomes of them; times count from when each was due.
async fn open_loop(target: &Target, rate: f64, time: Duration) -> Result<Met> {
    let met = Rc::new(RefCell::new(Met::default()));
    let (start, mut sent) = (Instant::now(), 0_usize);
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while start.elapsed() < time {
        ticks.tick().await;
        let due = (start.elapsed().as_secs_f64() * rate) as usize;
        while sent < due {
            sent += 1;
            if met.borrow().open >= MOST_OPEN {
                met.borrow_mut().failed += 1;
                continue;
            }
            met.borrow_mut().open += 1;
            tokio::task::spawn_local(one(target.clone(), met.clone()));
        }
    }
    while met.borrow().open > 0 {
        ticks.tick().await;
    }
    // What clients leave open is theirs to close.
    let met = Met { idle: Vec::new(), ..met.take() };
    Ok(met)
}

async fn one(target: Target, met: Rc<RefCell<Met>>) {
    let due = Instant::now();
    let idle = met.borrow_mut().idle.pop();
    let asked = async |mut connection: Connection| {
        let status = connection.ask(&target.request).await?;
        anyhow::Ok((status, connection))
    };
    let kept = match idle {
        Some(connection) => asked(connection).await.ok(),
        None => None,
    };
    // One that was idle for long may be closed.
    let answer = match kept {
        Some(answer) => Ok(answer),
        None => async { asked(Connection::open(&target.address).await?).await }.await,
    };
    let mut met = met.borrow_mut();
    met.open -= 1;
    match answer {
        Ok((200, connection)) => {
            met.accepted.push(due.elapsed());
            met.idle.push(connection);
        }
        Ok((503, connection)) => {
            met.refused.push(due.elapsed());
            met.idle.push(connection);
        }
        _ => met.failed += 1,
    }
}

/// Until an answer comes in the usual time.
async fn recovery(target: &Target, usual: Duration) -> Result<Duration> {
    let start = Instant::now();
    let mut connection = Connection::open(&target.address).await?;
    loop {
        let since = Instant::now();
        let status = connection.ask(&target.request).await?;
        if (status == 200 && since.elapsed() <= usual) || start.elapsed() > RECOVERED * 5 {
            return Ok(start.elapsed());
        }
        sleep(TICK).await;
    }
}
