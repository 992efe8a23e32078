//! kullback-graph
