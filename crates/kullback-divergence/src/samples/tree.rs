//! A k-d tree: nearest neighbours and balls in a few dimensions.

use super::cloud::Cloud;

/// Points in a leaf.
const LEAF: usize = 12;

/// A cloud with its points in the order of the tree's leaves.
#[derive(Debug)]
pub(super) struct Tree {
    points: Vec<f64>,
    dimension: usize,
    /// For each place in `points`, the index in the cloud.
    origin: Vec<usize>,
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    start: usize,
    end: usize,
    /// The axis, the value on it, and the two children; None in a leaf.
    split: Option<(usize, f64, usize, usize)>,
}

impl Tree {
    pub(super) fn new(cloud: &Cloud) -> Self {
        let mut origin: Vec<usize> = (0..cloud.len()).collect();
        let mut nodes = Vec::with_capacity(2 * cloud.len() / LEAF + 1);
        split(cloud, &mut origin, 0, &mut nodes);
        Self {
            points: cloud.choose(&origin).values,
            dimension: cloud.dimension,
            origin,
            nodes,
        }
    }

    /// Squared distance from `x` to its `k`-th nearest point, leaving out the point with index
    /// `except` in the cloud; infinite when there are fewer.
    pub(super) fn nearest(
        &self,
        x: &[f64],
        k: usize,
        except: Option<usize>,
        found: &mut Nearest,
    ) -> f64 {
        found.reset(k);
        self.descend(0, x, except, found);
        found.largest()
    }

    fn descend(&self, node: usize, x: &[f64], except: Option<usize>, found: &mut Nearest) {
        let node = &self.nodes[node];
        match node.split {
            None => {
                for i in node.start..node.end {
                    if Some(self.origin[i]) != except {
                        found.offer(self.distance(i, x));
                    }
                }
            }
            Some((axis, value, low, high)) => {
                let offset = x[axis] - value;
                let (near, far) = if offset < 0.0 {
                    (low, high)
                } else {
                    (high, low)
                };
                self.descend(near, x, except, found);
                if offset * offset <= found.largest() {
                    self.descend(far, x, except, found);
                }
            }
        }
    }

    /// Calls `visit(index in the cloud, squared distance)` for every point within `radius` (squared)
    /// of `x`, the boundary included.
    pub(super) fn within(&self, x: &[f64], radius: f64, visit: &mut impl FnMut(usize, f64)) {
        self.collect(0, x, radius, visit);
    }

    fn collect(&self, node: usize, x: &[f64], radius: f64, visit: &mut impl FnMut(usize, f64)) {
        let node = &self.nodes[node];
        match node.split {
            None => {
                for i in node.start..node.end {
                    let distance = self.distance(i, x);
                    if distance <= radius {
                        visit(self.origin[i], distance);
                    }
                }
            }
            Some((axis, value, low, high)) => {
                let offset = x[axis] - value;
                if offset <= 0.0 || offset * offset <= radius {
                    self.collect(low, x, radius, visit);
                }
                if offset >= 0.0 || offset * offset <= radius {
                    self.collect(high, x, radius, visit);
                }
            }
        }
    }

    fn distance(&self, i: usize, x: &[f64]) -> f64 {
        let point = &self.points[i * self.dimension..(i + 1) * self.dimension];
        point.iter().zip(x).map(|(a, b)| (a - b) * (a - b)).sum()
    }
}

/// Splits `origin`, which starts at place `start` of the whole, and returns the node's index.
fn split(cloud: &Cloud, origin: &mut [usize], start: usize, nodes: &mut Vec<Node>) -> usize {
    let index = nodes.len();
    nodes.push(Node {
        start,
        end: start + origin.len(),
        split: None,
    });
    if origin.len() <= LEAF {
        return index;
    }
    let (axis, width) = widest(cloud, origin);
    if width == 0.0 {
        // All points are the same: nothing to tell apart.
        return index;
    }
    let middle = origin.len() / 2;
    origin.select_nth_unstable_by(middle, |&a, &b| {
        cloud.point(a)[axis].total_cmp(&cloud.point(b)[axis])
    });
    let value = cloud.point(origin[middle])[axis];
    let (left, right) = origin.split_at_mut(middle);
    let low = split(cloud, left, start, nodes);
    let high = split(cloud, right, start + middle, nodes);
    nodes[index].split = Some((axis, value, low, high));
    index
}

fn widest(cloud: &Cloud, origin: &[usize]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for axis in 0..cloud.dimension {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &i in origin {
            let x = cloud.point(i)[axis];
            low = low.min(x);
            high = high.max(x);
        }
        if high - low > best.1 {
            best = (axis, high - low);
        }
    }
    best
}

/// The k smallest squared distances seen, as a binary heap with the largest on top.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    heap: Vec<f64>,
    k: usize,
}

impl Nearest {
    fn reset(&mut self, k: usize) {
        self.heap.clear();
        self.k = k;
    }

    fn largest(&self) -> f64 {
        if self.heap.len() < self.k {
            f64::INFINITY
        } else {
            self.heap.first().copied().unwrap_or(f64::INFINITY)
        }
    }

    fn offer(&mut self, distance: f64) {
        let heap = &mut self.heap;
        if heap.len() < self.k {
            heap.push(distance);
            let mut i = heap.len() - 1;
            while i > 0 && heap[(i - 1) / 2] < heap[i] {
                heap.swap(i, (i - 1) / 2);
                i = (i - 1) / 2;
            }
        } else if heap.first().is_some_and(|&top| distance < top) {
            heap[0] = distance;
            let mut i = 0;
            loop {
                let mut child = 2 * i + 1;
                if child + 1 < heap.len() && heap[child + 1] > heap[child] {
                    child += 1;
                }
                if child >= heap.len() || heap[child] <= heap[i] {
                    break;
                }
                heap.swap(i, child);
                i = child;
            }
        }
    }
}
