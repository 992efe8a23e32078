//! Elements at fixed places: indexing, slicing, transposing, stacking, repeating.

use super::Apply;
use crate::Lanes;
use crate::operand::{Adjoints, Failures, Inputs};
use std::sync::Arc;

/// Output element `e` is element `places[e]` of the one operand.
#[derive(Clone, Debug)]
pub struct Gather {
    /// Zero-based places.
    pub places: Arc<[u32]>,
}

impl Apply for Gather {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.places.len()
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        _failures: &mut Failures<W>,
    ) {
        let x = inputs.view(0);
        for (out, &place) in output.iter_mut().zip(self.places.iter()) {
            *out = x.get(place as usize);
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        let Some(adjoint) = into.of(0) else { return };
        for (bar, &place) in output_adjoint.iter().zip(self.places.iter()) {
            let slot = &mut adjoint[place as usize];
            for l in 0..W {
                slot[l] += bar[l];
            }
        }
    }
}

/// Output element `e` is element `places[e].1` of operand `places[e].0`.
#[derive(Clone, Debug)]
pub struct Collect {
    /// Operand and zero-based place in it.
    pub places: Arc<[(u32, u32)]>,
}

impl Apply for Collect {
    fn output_len(&self, _inputs: &[usize]) -> usize {
        self.places.len()
    }

    #[inline(always)]
    fn forward<const W: usize>(
        &self,
        inputs: Inputs<'_, W>,
        output: &mut [Lanes<W>],
        _saved: &mut [Lanes<W>],
        _save: bool,
        _failures: &mut Failures<W>,
    ) {
        for (out, &(operand, place)) in output.iter_mut().zip(self.places.iter()) {
            *out = inputs.view(operand as usize).get(place as usize);
        }
    }

    #[inline(always)]
    fn adjoint<const W: usize>(
        &self,
        _inputs: Inputs<'_, W>,
        _output: &[Lanes<W>],
        _saved: &[Lanes<W>],
        output_adjoint: &[Lanes<W>],
        mut into: Adjoints<'_, W>,
    ) {
        for (bar, &(operand, place)) in output_adjoint.iter().zip(self.places.iter()) {
            if let Some(adjoint) = into.of(operand as usize) {
                let slot = &mut adjoint[place as usize];
                for l in 0..W {
                    slot[l] += bar[l];
                }
            }
        }
    }
}
