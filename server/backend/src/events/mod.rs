//! Events as they arrive: reading, normalising, grouping, storing.
