//! The browser that the tests look at pages with: Debian's Chromium, installed where that is allowed.

use std::path::Path;
use std::process::Command;

use crate::command;

/// Where the tests look for it, besides what `CHROMIUM` names.
const PLACES: [&str; 2] = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/// Installs Chromium with apt when this runs as root and there is none, and says what came of it. A
/// machine without it still passes: the test that looks at the page says that it did not.
pub fn provide() {
    if std::env::var_os("CHROMIUM").is_some()
        || PLACES.iter().any(|place| Path::new(place).exists())
    {
        println!("Chromium is here");
        return;
    }
    let is_root = command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root {
        println!("no Chromium, and not root to install it: no page will be looked at");
        return;
    }
    println!("installing Chromium");
    let mut apt = Command::new("apt-get");
    apt.args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(["chromium", "fonts-dejavu-core"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    let updated = command::silent(Command::new("apt-get").args(["update", "--quiet"]));
    if let Err(failure) = updated.and_then(|()| command::silent(&mut apt)) {
        println!("{failure}: no page will be looked at");
    }
}
