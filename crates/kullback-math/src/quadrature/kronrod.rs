//! Globally adaptive Gauss–Kronrod quadrature with 10 and 21 points.
//!
//! R. Piessens et al., QUADPACK (1983), rule `qk21` and strategy `qag`.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::{Integral, Tolerance};

/// Positive Kronrod nodes; those of the Gauss rule are at odd places.
const NODES: [f64; 10] = [
    0.995_657_163_025_808_080_735_527_280_689_003,
    0.973_906_528_517_171_720_077_964_012_084_452,
    0.930_157_491_355_708_226_001_207_180_059_508,
    0.865_063_366_688_984_510_732_096_688_423_493,
    0.780_817_726_586_416_897_063_717_578_345_042,
    0.679_409_568_299_024_406_234_327_365_114_874,
    0.562_757_134_668_604_683_339_000_099_272_694,
    0.433_395_394_129_247_190_799_265_943_165_784,
    0.294_392_862_701_460_198_131_126_603_103_866,
    0.148_874_338_981_631_210_884_826_001_129_720,
];
const KRONROD: [f64; 10] = [
    0.011_694_638_867_371_874_278_064_396_062_192,
    0.032_558_162_307_964_727_478_818_972_459_390,
    0.054_755_896_574_351_996_031_381_300_244_580,
    0.075_039_674_810_919_952_767_043_140_916_190,
    0.093_125_454_583_697_605_535_065_465_083_366,
    0.109_387_158_802_297_641_899_210_590_325_805,
    0.123_491_976_262_065_851_077_958_109_585_166,
    0.134_709_217_311_473_325_928_054_001_771_707,
    0.142_775_938_577_060_080_797_094_273_138_717,
    0.147_739_104_901_338_491_374_841_515_972_068,
];
const KRONROD_CENTRE: f64 = 0.149_445_554_002_916_905_664_936_468_389_821;
const GAUSS: [f64; 5] = [
    0.066_671_344_308_688_137_593_568_809_893_332,
    0.149_451_349_150_580_593_145_863_396_957_658,
    0.219_086_362_515_982_043_995_534_934_228_163,
    0.269_266_719_309_996_355_091_226_921_569_469,
    0.295_524_224_714_752_870_173_815_619_188_769,
];
const POINTS: usize = 21;

#[derive(Debug)]
struct Panel {
    low: f64,
    high: f64,
    integral: Integral,
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Panel {}

impl PartialOrd for Panel {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Panel {
    fn cmp(&self, other: &Self) -> Ordering {
        self.integral.error.total_cmp(&other.integral.error)
    }
}

fn panel(f: &mut impl FnMut(f64) -> f64, low: f64, high: f64) -> Panel {
    let centre = 0.5 * low + 0.5 * high;
    let half = 0.5 * high - 0.5 * low;
    let middle = f(centre);
    let mut values = [(0.0, 0.0); 10];
    let mut kronrod = KRONROD_CENTRE * middle;
    let mut gauss = 0.0;
    let mut magnitude = KRONROD_CENTRE * middle.abs();
    for i in 0..10 {
        let step = half * NODES[i];
        let (below, above) = (f(centre - step), f(centre + step));
        values[i] = (below, above);
        kronrod += KRONROD[i] * (below + above);
        magnitude += KRONROD[i] * (below.abs() + above.abs());
        if i % 2 == 1 {
            gauss += GAUSS[i / 2] * (below + above);
        }
    }
    let mean = 0.5 * kronrod;
    let mut spread = KRONROD_CENTRE * (middle - mean).abs();
    for i in 0..10 {
        spread += KRONROD[i] * ((values[i].0 - mean).abs() + (values[i].1 - mean).abs());
    }
    let difference = (kronrod - gauss).abs();
    let mut error = if spread > 0.0 {
        spread * (200.0 * difference / spread).powf(1.5).min(1.0)
    } else {
        difference
    };
    if error.is_nan() {
        error = f64::INFINITY;
    }
    Panel {
        low,
        high,
        integral: Integral {
            value: kronrod * half,
            error: error * half,
            magnitude: magnitude * half,
            evaluations: POINTS,
        },
    }
}

/// ∫ f between the first and the last of the finite, increasing `points`; the others are breakpoints
/// (kinks, modes, changes of scale), at which the integrand is never evaluated.
pub fn gauss_kronrod(
    mut f: impl FnMut(f64) -> f64,
    points: &[f64],
    tolerance: Tolerance,
) -> Integral {
    let mut open = BinaryHeap::new();
    let mut evaluations = 0;
    for ends in points.windows(2) {
        if ends[1] > ends[0] {
            open.push(panel(&mut f, ends[0], ends[1]));
            evaluations += POINTS;
        }
    }
    // Panels too narrow to split, or at the level of rounding.
    let mut settled = Integral::default();
    loop {
        let total = open
            .iter()
            .fold(settled, |sum, panel| sum.plus(panel.integral));
        let goal = tolerance.absolute.max(tolerance.relative * total.magnitude);
        let done = total.error <= goal || evaluations + 2 * POINTS > tolerance.evaluations;
        // Many panels are split between two looks at the total.
        let splits = if done { 0 } else { 1 + open.len() / 4 };
        let mut progress = false;
        for _ in 0..splits {
            let Some(worst) = open.pop() else { break };
            if worst.integral.error == 0.0 {
                open.push(worst);
                break;
            }
            let centre = 0.5 * worst.low + 0.5 * worst.high;
            let narrow = !(worst.low < centre && centre < worst.high)
                || (worst.high - worst.low) < 1e-14 * worst.low.abs().max(worst.high.abs());
            if narrow || worst.integral.error <= 2e-16 * worst.integral.magnitude {
                settled = settled.plus(worst.integral);
                progress = true;
                continue;
            }
            open.push(panel(&mut f, worst.low, centre));
            open.push(panel(&mut f, centre, worst.high));
            evaluations += 2 * POINTS;
            progress = true;
        }
        if !progress {
            return Integral {
                evaluations,
                ..total
            };
        }
    }
}
