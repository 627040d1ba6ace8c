//! The way to the server: TLS with the system's certificates, timeouts, our name, the token on requests to this server only.
//!
//! octocrab's default client knows either the system's certificates or embedded ones; a company's server needs the first,
//! a bare container the second. Redirects are not followed: the API's routes used here never answer with one.

use std::sync::Arc;

use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_timeout::TimeoutConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::{ApiError, Connection, Timeouts};

const AGENT: &str = concat!("straplock/", env!("CARGO_PKG_VERSION"));

/// octocrab over our own connector. Must be called inside the runtime.
pub(super) fn octocrab(connection: &Connection) -> Result<Octocrab, ApiError> {
    let address: http::Uri = connection
        .api_url
        .parse()
        .map_err(|_| ApiError::Unusable { reason: "GITHUB_API_URL is not an address such as https://api.github.com".to_owned() })?;
    let headers = vec![(USER_AGENT, HeaderValue::from_static(AGENT)), (ACCEPT, HeaderValue::from_static("application/vnd.github+json"))];
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        // Minutes may lie between two requests, and nobody watches an idle connection meanwhile.
        .pool_max_idle_per_host(0)
        .build(with_timeouts(connector()?, connection.timeouts));
    let octocrab = OctocrabBuilder::new_empty()
        .with_service(client)
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_layer(&BaseUriLayer::new(address.clone()))
        .with_layer(&AuthHeaderLayer::new(authorization(&connection.token)?, address.clone(), address))
        .with_auth(AuthState::None)
        .build();
    match octocrab {
        Ok(octocrab) => Ok(octocrab),
        Err(never) => match never {},
    }
}

fn connector() -> Result<HttpsConnector<HttpConnector>, ApiError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = match HttpsConnectorBuilder::new().with_provider_and_native_roots(Arc::clone(&provider)) {
        Ok(builder) => builder,
        Err(_) => HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .map_err(|error| ApiError::Unusable { reason: format!("TLS could not be set up ({error})") })?,
    };
    Ok(builder.https_or_http().enable_http1().build())
}

fn with_timeouts(connector: HttpsConnector<HttpConnector>, timeouts: Timeouts) -> TimeoutConnector<HttpsConnector<HttpConnector>> {
    let mut connector = TimeoutConnector::new(connector);
    connector.set_connect_timeout(Some(timeouts.connect));
    connector.set_read_timeout(Some(timeouts.read));
    connector.set_write_timeout(Some(timeouts.write));
    connector
}

/// None without a token. The value is marked so that nothing prints it.
fn authorization(token: &SecretString) -> Result<Option<HeaderValue>, ApiError> {
    let token = token.expose_secret();
    if token.is_empty() {
        return Ok(None);
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| ApiError::Unusable {
        reason: "the token holds a character that no token has, perhaps a line break pasted into the secret; set it again".to_owned(),
    })?;
    value.set_sensitive(true);
    Ok(Some(value))
}
