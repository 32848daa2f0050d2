//! Turning minified JavaScript frames back into what was written, by debug id. Nothing is fetched: only uploaded maps are used.

use super::{bundle, store};
use crate::{Result, access::Access};
use model::{
    event::{Event, Frame},
    id::OrganizationId,
};
use sourcemap::{DecodedMap, SourceMap};
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Arc, LazyLock, Mutex},
};

/// Maps used for one event.
const MAPS: usize = 10;
/// Maps kept in memory, read.
const CACHED: usize = 8;
/// Lines shown before and after.
const CONTEXT: u32 = 5;
const MAX_LINE: usize = 512;

type Key = (OrganizationId, String, String);
type Cache = VecDeque<(Key, Arc<SourceMap>)>;

/// Maps that were read lately; a map never changes under its bundle's checksum.
static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

/// Rewrites the frames whose source map was uploaded. A map that is missing or damaged leaves its frames as they are.
///
/// # Errors
/// Only the database's.
pub async fn symbolicate(access: &Access, event: &mut Event) -> Result<()> {
    let ids: BTreeSet<String> = frames(event).filter_map(|frame| frame.debug_id.clone()).take(1_000).collect();
    let mut maps = HashMap::new();
    for id in ids.into_iter().take(MAPS) {
        if let Some(map) = load(access, &id).await? {
            maps.insert(id, map);
        }
    }
    if !maps.is_empty() {
        for frame in frames(event) {
            if let Some(map) = frame.debug_id.as_ref().and_then(|id| maps.get(id)).cloned() {
                rewrite(frame, &map);
            }
        }
    }
    Ok(())
}

fn frames(event: &mut Event) -> impl Iterator<Item = &mut Frame> {
    event.exceptions.iter_mut().flat_map(|exception| exception.frames.iter_mut()).chain(event.frames.iter_mut())
}

async fn load(access: &Access, debug_id: &str) -> Result<Option<Arc<SourceMap>>> {
    let (db, organization) = (&access.backend().db, &access.organization.id);
    let Some(debug_id) = bundle::normal_debug_id(debug_id) else { return Ok(None) };
    let Some((checksum, path)) = store::source_map(db, organization, &debug_id).await? else { return Ok(None) };
    let key = (organization.clone(), checksum.clone(), path.clone());
    if let Some(map) = cached(&key) {
        return Ok(Some(map));
    }
    let Some(data) = store::bundle_data(db, organization, &checksum).await? else { return Ok(None) };
    let map = tokio::task::spawn_blocking(move || read(&data, &path)).await.ok().flatten().map(Arc::new);
    if let Some(map) = &map
        && let Ok(mut cache) = CACHE.lock()
    {
        cache.push_front((key, map.clone()));
        cache.truncate(CACHED);
    }
    Ok(map)
}

fn cached(key: &Key) -> Option<Arc<SourceMap>> {
    CACHE.lock().ok()?.iter().find(|(known, _)| known == key).map(|(_, map)| map.clone())
}

fn read(data: &[u8], path: &str) -> Option<SourceMap> {
    let file = bundle::file(data, path).ok()?;
    match sourcemap::decode_slice(&file).ok()? {
        DecodedMap::Regular(map) => Some(map),
        DecodedMap::Index(index) => index.flatten().ok(),
        DecodedMap::Hermes(_) => None,
    }
}

fn rewrite(frame: &mut Frame, map: &SourceMap) {
    let (Some(line), column) = (frame.lineno.and_then(|line| line.checked_sub(1)), frame.colno.unwrap_or(1).saturating_sub(1)) else { return };
    let Some(token) = map.lookup_token(line, column) else { return };
    let Some(source) = token.get_source() else { return };
    frame.filename = Some(tidy(source));
    frame.module = None;
    frame.lineno = token.get_src_line().checked_add(1);
    frame.colno = token.get_src_col().checked_add(1);
    if let Some(name) = token.get_name() {
        frame.function = Some(name.to_owned());
    }
    frame.in_app = frame.in_app && !source.contains("node_modules/");
    let Some(view) = token.get_source_view() else { return };
    let at = token.get_src_line();
    let lines = |from: u32, to: u32| -> Vec<String> { (from..to).filter_map(|line| view.get_line(line)).map(cut).collect() };
    frame.pre_context = lines(at.saturating_sub(CONTEXT), at);
    frame.context_line = view.get_line(at).map(cut);
    frame.post_context = lines(at.saturating_add(1), at.saturating_add(1 + CONTEXT));
}

fn cut(line: &str) -> String {
    line.chars().take(MAX_LINE).collect()
}

/// `src/cart.js` of `webpack:///./src/cart.js` or `../src/cart.js`.
fn tidy(source: &str) -> String {
    let path = source.split_once(":///").map_or(source, |(_, path)| path);
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix("../")) {
        path = rest;
    }
    if path.is_empty() { source.to_owned() } else { path.chars().take(512).collect() }
}
