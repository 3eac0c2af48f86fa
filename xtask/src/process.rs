//! Child processes that never outlive us: each leads its own group, and an interrupt ends the group.

use std::{
    fmt,
    os::unix::process::CommandExt,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
};

const POLL: Duration = Duration::from_millis(30);
const PATIENCE: Duration = Duration::from_secs(10);

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Turns Ctrl-C, `kill` and a closed terminal into an ordinary return, so that every guard is dropped.
pub fn listen_for_interrupts() -> Result<()> {
    let interrupted = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register(signal, interrupted.clone())?;
    }
    Ok(())
}

fn check_interrupt() -> Result<()> {
    if INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
        bail!(Interrupted);
    }
    Ok(())
}

/// Sleeps for a moment, or says that the user wants to stop.
pub fn pause() -> Result<()> {
    check_interrupt()?;
    sleep(POLL);
    Ok(())
}

/// Runs a command to its end; anything but success is an error that carries the exit code.
pub fn run(command: &mut Command) -> Result<()> {
    // Without a terminal as input nothing in the background group can be stopped for reading it.
    let mut group = Group::spawn(command.stdin(Stdio::null()), Signal::INT)?;
    loop {
        if let Some(status) = group.child.try_wait()? {
            return if status.success() { Ok(()) } else { bail!(Failed { name: name(command), status }) };
        }
        pause()?;
    }
}

/// Runs a short command and gives what it printed.
pub fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {}", name(command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", name(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// A child and everything it started; dropping it ends them all.
pub struct Group {
    pub child: Child,
    stop: Signal,
}

impl Group {
    /// `stop` is the signal that the program takes as a request to end.
    pub fn spawn(command: &mut Command, stop: Signal) -> Result<Self> {
        let child =
            command.process_group(0).spawn().with_context(|| format!("cannot run {}", name(command)))?;
        Ok(Self { child, stop })
    }

    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) else {
            return;
        };
        if self.is_running() {
            _ = kill_process_group(group, self.stop);
            wait_while(|| self.is_running());
        }
        // What the leader left behind, and the leader itself if it would not go.
        _ = kill_process_group(group, Signal::KILL);
        _ = self.child.wait();
        // Until the last is gone, so that nothing writes to a folder that is being removed.
        wait_while(|| test_kill_process_group(group).is_ok());
    }
}

fn wait_while(mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while start.elapsed() < PATIENCE && condition() {
        sleep(POLL);
    }
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

#[derive(Debug)]
struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

#[derive(Debug)]
struct Failed {
    name: String,
    status: ExitStatus,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed ({})", self.name, self.status)
    }
}

/// Whether a command ended without success, as opposed to an interrupt.
pub fn failed(error: &anyhow::Error) -> bool {
    error.is::<Failed>()
}

/// Says what went wrong; a failed command's own exit code is passed on.
pub fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("xtask: {error:#}");
    if error.is::<Interrupted>() {
        return ExitCode::from(130);
    }
    let code = error.downcast_ref::<Failed>().and_then(|failed| failed.status.code());
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
