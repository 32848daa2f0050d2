//! The browser's half is embedded from `dist/`; an empty folder is enough to compile.

fn main() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    if let Err(error) = std::fs::create_dir_all(&dist) {
        println!("cargo::error=dist/ can't be made: {error}");
    }
    println!("cargo::rerun-if-changed=../dist");
}
