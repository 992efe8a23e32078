//! kullback-vi
