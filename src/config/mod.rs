//! Straplock's own configuration.
