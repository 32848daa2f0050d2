//! Source-map bundles that sentry-cli uploads.
