//! Reading a bundle: `SYSB`, a version, then a zip archive with `manifest.json`. A stranger's bytes: everything is bounded.

use serde::Deserialize;
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

const MAX_MANIFEST: u64 = 8 * 1024 * 1024;
/// The largest file that is taken out of a bundle, unpacked, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;
const MAX_ENTRIES: usize = 20_000;

/// A file of a bundle that a debug id leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Lower case, with hyphens.
    pub debug_id: String,
    /// Path inside the bundle.
    pub path: String,
    /// `minified_source`, `source_map`, …
    pub kind: String,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    files: BTreeMap<String, ManifestFile>,
}

#[derive(Deserialize)]
struct ManifestFile {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

/// The files of a bundle that a debug id leads to.
pub fn entries(data: &[u8]) -> Result<Vec<Entry>, String> {
    let mut archive = open(data)?;
    let manifest = take(&mut archive, "manifest.json", MAX_MANIFEST)?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| "The bundle’s manifest.json can’t be read.".to_owned())?;
    if manifest.files.len() > MAX_ENTRIES {
        return Err(format!("A bundle can have {MAX_ENTRIES} files at most."));
    }
    Ok(manifest
        .files
        .into_iter()
        .filter_map(|(path, file)| {
            let debug_id = file.headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("debug-id"))?.1;
            Some(Entry { debug_id: normal_debug_id(&debug_id)?, path, kind: file.kind })
        })
        .collect())
}

/// One file of a bundle.
pub fn file(data: &[u8], path: &str) -> Result<Vec<u8>, String> {
    take(&mut open(data)?, path, MAX_FILE)
}

/// Lower case with hyphens; `None` when it is no debug id.
pub fn normal_debug_id(text: &str) -> Option<String> {
    uuid::Uuid::parse_str(text.trim()).ok().map(|id| id.hyphenated().to_string())
}

fn open(data: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, String> {
    let archive = match data.strip_prefix(b"SYSB") {
        // Offsets inside count from the file's start or from the archive's, by the writer.
        Some(rest) => ZipArchive::new(Cursor::new(data)).or_else(|_| ZipArchive::new(Cursor::new(rest.get(4..).unwrap_or_default()))),
        None => ZipArchive::new(Cursor::new(data)),
    };
    archive.map_err(|_| "The file is no bundle: the archive inside can’t be read.".to_owned())
}

fn take(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str, limit: u64) -> Result<Vec<u8>, String> {
    let file = archive.by_name(path).map_err(|_| format!("The bundle has no {path}."))?;
    let mut data = Vec::new();
    file.take(limit + 1).read_to_end(&mut data).map_err(|_| format!("{path} in the bundle is damaged."))?;
    if u64::try_from(data.len()).unwrap_or(u64::MAX) > limit { Err(format!("{path} in the bundle is too large.")) } else { Ok(data) }
}
