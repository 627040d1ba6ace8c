//! GitHub: events, client, upload. The only folder that names octocrab and tokio.
