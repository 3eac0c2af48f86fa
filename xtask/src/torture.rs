//! `cargo xtask torture`: what CI samples, as often and as long as it takes.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use crate::{machine, process, service::Services};

/// A test, and the variables that ask it for everything.
struct Trial {
    name: &'static str,
    variables: &'static [(&'static str, &'static str)],
}

const fn trial(name: &'static str, variables: &'static [(&'static str, &'static str)]) -> Trial {
    Trial { name, variables }
}

const TRIALS: [Trial; 16] = [
    trial(
        "cluster::revoked::what_one_instance_revokes_every_instance_refuses_at_the_next_request",
        &[("TD_TEST_TRIALS", "1000")],
    ),
    trial(
        "cluster::valkey::a_valkey_that_dies_hangs_and_comes_back_costs_nobody_an_answer_and_opens_no_limit",
        &[("TD_TEST_VALKEY_ROUNDS", "20")],
    ),
    trial(
        "cluster::frozen::an_import_whose_owner_freezes_is_finished_by_another_and_applied_once",
        &[("TD_TEST_FREEZES", "10")],
    ),
    trial(
        "cluster::killed::a_killed_instance_loses_the_requests_on_it_and_no_other",
        &[("TD_TEST_KILLS", "50")],
    ),
    trial(
        "cluster::outage::a_database_that_stops_is_said_in_time_and_what_was_acknowledged_is_there_once",
        &[("TD_TEST_OUTAGE_SECONDS", "10")],
    ),
    trial("cluster::once::a_hundred_of_one_idempotency_key_at_two_instances_have_one_effect", &[]),
    trial("cluster::once::a_callback_of_one_id_acts_once_at_whatever_instance_and_after_a_restart", &[]),
    trial("crash::what_was_acknowledged_survives_a_kill_and_counts_once", &[("TD_TEST_ROUNDS", "100")]),
    trial(
        "crash::imports::a_killed_import_is_all_there_or_not_at_all_and_its_state_is_true",
        &[("TD_TEST_POINTS", "20"), ("TD_TEST_ROWS", "50000")],
    ),
    trial(
        "crash::points::killed_at_any_write_it_has_everything_acknowledged_and_is_whole",
        &[("TD_TEST_STEP", "1")],
    ),
    trial(
        "edge::crowd::slow_clients_are_cut_within_fifteen_seconds_and_others_do_not_notice",
        &[("TD_TEST_SLOW_CONNECTIONS", "5000")],
    ),
    trial(
        "backups::a_backup_under_load_starts_and_has_every_entry_that_was_acknowledged_before_it",
        &[("TD_TEST_BACKUPS", "40")],
    ),
    trial("exports::slow::a_million_rows_at_100_kb_a_second_arrive_and_hold_no_memory", &[]),
    trial("edge::overload::the_one_too_many_is_told_to_come_back_and_health_is_still_answered", &[]),
    trial("edge::overload::streams_and_bodies_that_have_not_arrived_take_no_place", &[]),
    trial("bonus::model_test::no_cent_is_lost_in_a_hundred_thousand_operations", &[]),
];

/// Each by itself, so that none waits for another; all of them, also where one fails.
pub fn run(only: Option<&str>) -> Result<()> {
    let services = Services::start(&machine::prepare()?)?;
    let mut done = Vec::new();
    for trial in TRIALS.iter().filter(|trial| only.is_none_or(|only| trial.name.contains(only))) {
        println!("\n== {} {}", trial.name, settings(trial));
        let start = Instant::now();
        let mut command = Command::new("cargo");
        command.args(["test", "--profile", "torture", "--package", "tracking-dashboard"]);
        command.args(["--lib", "--test", "it", "--quiet", "--"]);
        command.args([trial.name, "--exact", "--include-ignored", "--nocapture"]);
        command.env("TD_TEST_REQUIRE_ALL", "1").envs(trial.variables.iter().copied());
        let held = match process::run(services.applied(&mut command)) {
            Ok(()) => true,
            Err(error) if process::failed(&error) => false,
            Err(error) => return Err(error),
        };
        done.push((trial, held, start.elapsed()));
    }
    print(&done);
    ensure!(!done.is_empty(), "nothing has such a name");
    ensure!(done.iter().all(|(_, held, _)| *held), "some did not hold");
    Ok(())
}

fn settings(trial: &Trial) -> String {
    trial.variables.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

fn print(done: &[(&Trial, bool, Duration)]) {
    println!("\n{:<6} {:>7}  what", "held", "seconds");
    for (trial, held, took) in done {
        let held = if *held { "yes" } else { "NO" };
        println!("{held:<6} {:>7.1}  {} {}", took.as_secs_f64(), trial.name, settings(trial));
    }
}
