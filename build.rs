//! Makes room for the page: an empty `web/dist` is a build without it, and a new one is a reason to build again.

fn main() {
    let page = std::path::Path::new("web/dist");
    // Cargo takes a path that is not there for one that always changes, so the folder exists even when empty.
    if page.is_dir() || std::fs::create_dir_all(page).is_ok() {
        println!("cargo:rerun-if-changed=web/dist");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
