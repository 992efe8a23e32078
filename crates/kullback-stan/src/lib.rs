//! kullback-stan
