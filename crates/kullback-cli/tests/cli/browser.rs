//! The page in a browser: rendered by Chromium at two widths and on paper, measured and looked at.
//!
//! Without Chromium there is nothing to look with: the test says so and passes. `cargo xtask test`
//! installs Debian's where it may.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{files, kullback, root, scratch};

/// Two modes eight sds apart.
const TWO_MODES: &str = "parameters { real x; real y; }
model { target += log_mix(0.4, normal_lpdf(x | -4, 1), normal_lpdf(x | 4, 1)); y ~ normal(x, 2); }";

/// A regression with 24 slopes, an intercept and a scale, on data made by a formula.
const REGRESSION: &str = "transformed data { int N = 80; int K = 24; matrix[N, K] X; vector[N] y;
  for (n in 1:N) { for (k in 1:K) X[n, k] = sin(n * 0.37 * k) + 0.4 * sin(n * 1.7);
    y[n] = 1 + X[n, 1] - 0.5 * X[n, 2] + cos(n * 2.3); } }
parameters { real alpha; vector[K] beta; real<lower=0> sigma; }
model { alpha ~ normal(0, 3); beta ~ normal(0, 1); sigma ~ exponential(1);
  y ~ normal(alpha + X * beta, sigma); }";

/// What the page measures of itself: how wide it is, text that reaches beyond it (but for regions that
/// scroll), drawings without a size, and the smallest letters.
const MEASURE: &str = r#"<script>
const wide = document.documentElement.scrollWidth, view = document.documentElement.clientWidth;
const outside = [], empty = []; let smallest = 1e9, texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, parent = node.parentElement;
  if (!node.data.trim() || parent.closest('script, style, details:not([open]) > :not(summary)')) continue;
  const range = document.createRange(); range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  if (!box.width) continue;
  texts += 1;
  const svg = parent.closest('svg');
  const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
  smallest = Math.min(smallest, scale * parseFloat(getComputedStyle(parent).fontSize));
  if (!parent.closest('.scroll') && (box.right > view + 1 || box.left < -1)) outside.push(node.data);
}
for (const svg of document.querySelectorAll('svg[role=img]')) {
  if (svg.closest('details:not([open])')) continue;
  const box = svg.getBoundingClientRect();
  if (box.width < 50 || box.height < 50 || !svg.querySelector('path, rect, circle'))
    empty.push(svg.getAttribute('aria-label'));
}
window.measured = JSON.stringify({wide, view, outside, empty, smallest, texts});
</script>"#;

/// The page in a frame of a width, for a window is never narrower than 500 pixels; the text of the
/// document is then what the page measured.
fn framed(html: &str, width: u32) -> String {
    let measuring = html.replace("</body>", &format!("{MEASURE}</body>"));
    let quoted = measuring.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body style=\"margin:0\"><iframe id=\"page\" \
         width=\"{width}\" height=\"800\" style=\"border:0\" srcdoc=\"{quoted}\"></iframe><script>\
         onload = () => {{ document.body.textContent = \
         document.getElementById('page').contentWindow.measured; }};</script></body>"
    )
}

/// Debian's Chromium, or what `CHROMIUM` names.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let known = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    named
        .into_iter()
        .chain(known.map(PathBuf::from))
        .find(|path| path.exists())
}

/// Runs the browser on a page and returns what it printed; fails on any message of the console.
fn browse(browser: &Path, directory: &Path, page: &Path, more: &[String]) -> String {
    let profile = directory.join("profile");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
        ])
        .args(["--no-first-run", "--disable-background-networking"])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ])
        .args(["--force-device-scale-factor=1", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(more)
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("Chromium starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let console: Vec<&str> = errors
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(console.is_empty(), "{console:#?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Width and height from the header of a PNG file.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

fn look(browser: &Path, directory: &Path, run: &Path) {
    let page = run.join("report.html");
    let html = std::fs::read_to_string(&page).expect("the page");
    let measuring = run.join("measuring.html");
    for (width, height) in [(390, 844), (1200, 900)] {
        std::fs::write(&measuring, framed(&html, width)).expect("written");
        let more = ["--window-size=1300,1000", "--dump-dom"].map(str::to_owned);
        let dom = browse(browser, directory, &measuring, &more);
        let start = dom.find("{\"wide\"").unwrap_or_else(|| panic!("{dom}"));
        let end = dom[start..].find('}').expect("its end") + start;
        let measured: Value = serde_json::from_str(&dom[start..=end]).expect("JSON");
        let number = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
        assert_eq!(number("view"), f64::from(width), "{measured}");
        assert!(number("wide") <= f64::from(width), "{measured}");
        assert_eq!(measured["outside"], Value::Array(Vec::new()));
        assert_eq!(measured["empty"], Value::Array(Vec::new()));
        assert!(
            number("smallest") >= 8.0 && number("texts") > 80.0,
            "{measured}"
        );

        let picture = run.join(format!("page-{width}.png"));
        let more = [
            format!("--window-size={width},{height}"),
            format!("--screenshot={}", picture.display()),
        ];
        browse(browser, directory, &page, &more);
        let png = std::fs::read(&picture).expect("a screenshot");
        assert_eq!(size(&png), (width, height));
        // An empty page of this size takes a tenth of that.
        assert!(png.len() > 15_000, "{} bytes", png.len());
    }
    let paper = run.join("page.pdf");
    let more = [
        "--no-pdf-header-footer".to_owned(),
        format!("--print-to-pdf={}", paper.display()),
    ];
    browse(browser, directory, &page, &more);
    let pdf = std::fs::read(&paper).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF"));
    let mark = b"/Type /Page\n";
    let pages = pdf
        .windows(mark.len())
        .filter(|bytes| bytes == mark)
        .count();
    assert!((2..=12).contains(&pages), "{pages} pages");
}

#[test]
fn the_page_looks_right_on_a_phone_a_screen_and_paper() {
    let Some(browser) = chromium() else {
        // What a test writes here is shown by the runner; printing is for the program alone.
        let _ = std::io::stderr().write_all(b"skipped: no Chromium to look at the page with\n");
        return;
    };
    let directory = scratch("browser");
    let schools = root().join("examples/eight_schools");
    let mut runs = vec![(
        "schools",
        schools.join("model.stan").display().to_string(),
        schools.join("data.json").display().to_string(),
    )];
    for (name, program) in [("modes", TWO_MODES), ("regression", REGRESSION)] {
        let folder = directory.join(format!("{name}_files"));
        std::fs::create_dir(&folder).expect("created");
        let [model, data] = files(&folder, program, "{}");
        runs.push((name, model, data));
    }
    for (name, model, data) in runs {
        let run = directory.join(name);
        let out = run.display().to_string();
        kullback(&["fit", &model, "--data", &data, "--out", &out, "--exit-zero"]).exits(0);
        kullback(&["report", &out]).exits(0);
        look(&browser, &directory, &run);
    }
}
