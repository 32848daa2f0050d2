//! Organizations and their settings.

#[cfg(test)]
mod tests;
