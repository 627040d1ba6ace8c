//! GitHub: the event that started a run, what it means for a scan, and sending results. The only folder that names octocrab and tokio.
//!
//! It reads no environment and prints nothing: variables and the payload come in as values, what happened goes out as values.
//! Fetching commits is left to `git`, SARIF and annotations to `report`.

mod client;
mod event;
mod outputs;
mod plain;
mod plan;
mod runner;
mod upload;

pub use client::{ApiError, Client, Clock, Connection, Refusal, Timeouts};
pub use event::{Event, EventError, MAX_PAYLOAD, MergeGroup, PullRequest, Push, read};
pub use outputs::OutputFile;
pub use plan::{Base, Choices, Network, Plan, ScanPlan, UploadPlan, Wish, plan};
pub use runner::{Runner, Slug};
pub use upload::{Outcome, Processing, TokenReach, Upload, Waiting, send};

#[cfg(test)]
mod fake;
