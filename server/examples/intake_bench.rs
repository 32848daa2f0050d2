//! Sends the recorded 27 KB event with fresh ids over keep-alive connections and prints what the server takes.
//!
//! `cargo run --release -p server --example intake_bench -- --url http://KEY@127.0.0.1:8000/1 --connections 1,4,16,64 --seconds 5`

use clap::Parser;
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const EVENT: &str = include_str!("../backend/tests/recordings/bench-event/01.body");
const ID: &str = "2eddfaa7bde44cf98516577f42988661";

#[derive(Parser)]
struct Options {
    /// The project's DSN.
    #[arg(long)]
    url: String,
    #[arg(long, value_delimiter = ',', default_value = "1,4,16,64")]
    connections: Vec<usize>,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Requests are packed before the clock starts; a run ends early when they are used up.
    #[arg(long, default_value_t = 30_000)]
    events: usize,
}

struct Target {
    host: String,
    project: String,
    key: String,
}

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Fallible<()> {
    let options = Options::parse();
    let target = target(&options.url).ok_or("--url is no DSN: http://KEY@host:port/project")?;
    println!("{:>11} {:>9} {:>9} {:>9} {:>9}", "connections", "events/s", "p50 ms", "p99 ms", "failed");
    for connections in options.connections {
        let requests: Arc<Vec<Vec<u8>>> = Arc::new((0..options.events).map(|_| request(&target)).collect::<Fallible<_>>()?);
        run(&target.host, requests, connections, Duration::from_secs(options.seconds)).await?;
    }
    Ok(())
}

fn target(url: &str) -> Option<Target> {
    let (login, rest) = url.strip_prefix("http://")?.split_once('@')?;
    let (host, project) = rest.split_once('/')?;
    Some(Target { host: host.to_owned(), project: project.trim_end_matches('/').to_owned(), key: login.split(':').next()?.to_owned() })
}

/// A whole request with an event id of its own, packed with brotli as the Python SDK does.
fn request(target: &Target) -> Fallible<Vec<u8>> {
    let plain = EVENT.replace(ID, &backend::new_id(&backend::clock::Clock::System).replace('-', ""));
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 2, ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_bytes(), &mut packed, &settings)?;
    let head = format!(
        "POST /api/{}/envelope/ HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-sentry-envelope\r\ncontent-encoding: br\r\n\
         x-sentry-auth: Sentry sentry_key={}, sentry_version=7, sentry_client=bench/1\r\ncontent-length: {}\r\n\r\n",
        target.project,
        target.host,
        target.key,
        packed.len()
    );
    Ok([head.into_bytes(), packed].concat())
}

async fn run(host: &str, requests: Arc<Vec<Vec<u8>>>, connections: usize, time: Duration) -> Fallible<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        tasks.push(tokio::spawn(connection(stream, Arc::clone(&requests), Arc::clone(&next), start + time)));
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    for task in tasks {
        let (mine, bad) = task.await??;
        times.extend(mine);
        failed += bad;
    }
    let elapsed = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).map_or(0.0, Duration::as_secs_f64) * 1_000.0;
    println!("{connections:>11} {:>9.0} {:>9.2} {:>9.2} {failed:>9}", times.len() as f64 / elapsed, at(50), at(99));
    Ok(())
}

/// How long each event took to be acknowledged, and how many were not.
async fn connection(mut stream: TcpStream, requests: Arc<Vec<Vec<u8>>>, next: Arc<AtomicUsize>, end: Instant) -> Fallible<(Vec<Duration>, usize)> {
    let (mut times, mut failed) = (Vec::new(), 0);
    while Instant::now() < end {
        let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        let sent = Instant::now();
        stream.write_all(request).await?;
        if answer(&mut stream).await? {
            times.push(sent.elapsed());
        } else {
            failed += 1;
        }
    }
    Ok((times, failed))
}

/// Reads one response; whether it was 200.
async fn answer(stream: &mut TcpStream) -> Fallible<bool> {
    let mut bytes = Vec::with_capacity(1_024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the server closed the connection".into());
        }
        let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length: usize = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
        if bytes.len() >= head + 4 + length {
            return Ok(text.starts_with("http/1.1 200"));
        }
    }
}
