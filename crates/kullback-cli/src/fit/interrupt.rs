//! Ctrl-C: the first one asks the fit for the best it has, the second ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// Exit code of a fit that was interrupted: 128 and the number of the signal, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Whether Ctrl-C was pressed.
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. Where the system refuses, Ctrl-C ends the program as it does without us.
    pub fn listen() -> Self {
        let pressed = Arc::new(AtomicBool::new(false));
        // In this order: a signal that finds the flag set ends the program, then the flag is set.
        let ends = flag::register_conditional_shutdown(
            SIGINT,
            i32::from(INTERRUPTED),
            Arc::clone(&pressed),
        );
        if ends.is_ok() {
            let _ = flag::register(SIGINT, Arc::clone(&pressed));
        }
        Self(pressed)
    }

    /// Whether it was pressed.
    pub fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// From now on the next one ends the program: there is nothing left to ask for.
    pub fn end_at_next(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
