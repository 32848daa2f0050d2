//! What experiments cost a page: two servers with the same in them, one of which has twenty that run, asked by turns. A measurement, no test:
//! `scripts/bench experiments`.

#[path = "../../backend/examples/page_experiments/twenty.rs"]
mod twenty;

use super::matrix::world::World;
use axum::http::StatusCode;
use backend::experiments::{self, own};
use model::{experiment::Status, role::Role};
use std::time::Instant;

const ROUNDS: usize = 3_000;

/// Milliseconds for a page as it is sent: signed in, decided, rendered, with everything that the app takes over.
async fn page(world: &World) -> f64 {
    let begin = Instant::now();
    let (status, page) = world.send("GET", "/acme/issues", "same-origin", String::new(), world.member(Role::Member)).await;
    assert!(status == StatusCode::OK && page.contains("TypeError"));
    begin.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[tokio::test]
#[ignore = "measures; takes a minute when optimised"]
async fn a_page_with_twenty_experiments() {
    let (plain, busy) = (World::with(own::ALL).await, World::with(twenty::beside_the_products_own()).await);
    for declared in busy.kit.backend.experiments.declared().iter().skip(own::ALL.len()) {
        experiments::decide_own(&busy.kit.backend, declared.name(), Status::Running, None).await.expect("starts");
    }
    let (mut without, mut more) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 50 {
        // By turns, so that both meet the same machine; the first ones warm it.
        let (first, second) = if round % 2 == 0 { (&plain, &busy) } else { (&busy, &plain) };
        let (one, other) = (page(first).await, page(second).await);
        let (of_plain, of_busy) = if round % 2 == 0 { (one, other) } else { (other, one) };
        if round >= 50 {
            without.push(of_plain);
            more.push(of_busy - of_plain);
        }
    }
    // Of each pair the difference: what the machine does meanwhile happens to both.
    let (without, more) = (median(without), median(more));
    println!(
        "a page {without:.3} ms with no experiment more, {:.0} µs more with {} that run: {:+.1} % (medians of {ROUNDS})",
        more * 1e3,
        twenty::COUNT,
        more / without * 100.0
    );
}
