//! The streams of random numbers a fit reads; the step within each is named where it is used.

pub(crate) const STARTS: u64 = 1;
pub(crate) const PATHFINDER: u64 = 2;
pub(crate) const FULL_RANK: u64 = 3;
pub(crate) const MEAN_FIELD: u64 = 4;
pub(crate) const LINEAR_RESPONSE: u64 = 5;
pub(crate) const FULL_RANK_DRAWS: u64 = 6;
pub(crate) const MEAN_FIELD_DRAWS: u64 = 7;
pub(crate) const CERTIFIER: u64 = 8;
pub(crate) const RESAMPLE: u64 = 9;
pub(crate) const BATCH_AND_MATCH: u64 = 10;
pub(crate) const LOW_RANK: u64 = 11;
pub(crate) const LOW_RANK_DRAWS: u64 = 12;
pub(crate) const MEAN_FIELD_SCRAMBLES: u64 = 13;
pub(crate) const REFERENCE: u64 = 20;
pub(crate) const PQ_ADAPTIVE: u64 = 30;
pub(crate) const PQ_CHAINS: u64 = 31;
pub(crate) const PQ_DRAWS: u64 = 32;
pub(crate) const PQ_MEAN_FIELD_DRAWS: u64 = 33;
pub(crate) const MIXTURE: u64 = 34;
pub(crate) const MIXTURE_DRAWS: u64 = 35;
pub(crate) const PQ_MIXTURE_DRAWS: u64 = 36;
pub(crate) const MULTI_PATH: u64 = 37;
pub(crate) const BRIDGE: u64 = 21;
pub(crate) const ANNEALING: u64 = 22;
pub(crate) const GRADIENT_CHECK: u64 = 40;
