//! A progress bar on a terminal, for scans that take longer than half a second.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Scans shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Runs `work`, which counts up to `total` in the counter it is given, beside a bar when `wanted`.
pub(crate) fn beside<T: Send>(wanted: Wanted, total: usize, work: impl FnOnce(&AtomicUsize) -> T + Send) -> T {
    let (done, finished) = (AtomicUsize::new(0), AtomicBool::new(false));
    if wanted == Wanted::No || !std::io::stderr().is_terminal() {
        return work(&done);
    }
    thread::scope(|scope| {
        let drawer = scope.spawn(|| draw(&done, &finished, total));
        let result = work(&done);
        finished.store(true, Ordering::Release);
        drawer.thread().unpark();
        result
    })
}

/// Whether the user wants to see progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Yes,
    No,
}

fn draw(done: &AtomicUsize, finished: &AtomicBool, total: usize) {
    let start = Instant::now();
    let mut bar = None;
    while !finished.load(Ordering::Acquire) {
        thread::park_timeout(Duration::from_millis(50));
        if start.elapsed() < PATIENCE {
            continue;
        }
        let bar = bar.get_or_insert_with(|| new_bar(total));
        bar.set_position(done.load(Ordering::Relaxed) as u64);
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

fn new_bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("scanning {wide_bar} {pos}/{len} files").expect("the template is constant");
    ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr()).with_style(style)
}
