//! The few fields of event payloads that Straplock reads. Everything may be missing or null.
//!
//! <https://docs.github.com/en/webhooks/webhook-events-and-payloads>

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Payload {
    pub(super) number: Option<u64>,
    pub(super) pull_request: Option<Request>,
    pub(super) merge_group: Option<Group>,
    #[serde(rename = "ref")]
    pub(super) reference: Option<String>,
    pub(super) before: Option<String>,
    pub(super) deleted: Option<bool>,
    pub(super) forced: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) number: Option<u64>,
    pub(super) head: Option<Side>,
    pub(super) base: Option<Side>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Side {
    pub(super) sha: Option<String>,
    #[serde(rename = "ref")]
    pub(super) branch: Option<String>,
    /// Null when the fork was deleted.
    pub(super) repo: Option<Repository>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    pub(super) full_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub(super) base_sha: Option<String>,
    pub(super) base_ref: Option<String>,
}
