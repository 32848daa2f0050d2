//! What experiments cost a page: servers with the same in them, half of which have twenty that run, asked by turns. A measurement, no test:
//! `scripts/bench experiments`.

#[path = "../../backend/examples/page_experiments/twenty.rs"]
mod twenty;

use super::matrix::world::World;
use axum::http::StatusCode;
use backend::experiments::{self, own};
use model::{experiment::Status, role::Role};
use std::time::Instant;

/// Where a server's data lie in memory matters about as much as what is measured: several pairs of servers, for the middle of them.
const PAIRS: usize = 5;
const ROUNDS: usize = 1_500;

/// Milliseconds for a page as it is sent: signed in, decided, rendered, with everything that the app takes over.
async fn page(world: &World) -> f64 {
    let begin = Instant::now();
    let (status, page) = world.send_for_bytes("GET", "/acme/issues", "same-origin", String::new(), world.member(Role::Member)).await;
    let taken = begin.elapsed().as_secs_f64() * 1e3;
    assert!(status == StatusCode::OK && String::from_utf8_lossy(&page).contains("TypeError"));
    taken
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Two servers: for each of many rounds what a page of the one took, and what one of the other took more.
async fn pair() -> (Vec<f64>, Vec<f64>) {
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
    (without, more)
}

#[tokio::test]
#[ignore = "measures; takes a minute when optimised"]
async fn a_page_with_twenty_experiments() {
    let (mut without, mut more) = (Vec::new(), Vec::new());
    for number in 1..=PAIRS {
        let (of_plain, of_more) = pair().await;
        // Of each pair of pages the difference: what the machine does meanwhile happens to both.
        println!("servers {number}: a page {:.3} ms, {:.0} µs more", median(of_plain.clone()), median(of_more.clone()) * 1e3);
        without.push(median(of_plain));
        more.push(median(of_more));
    }
    let (without, more) = (median(without), median(more));
    println!(
        "a page {without:.3} ms with no experiment more, {:.0} µs more with {} that run: {:+.1} % (medians of {PAIRS} times {ROUNDS})",
        more * 1e3,
        twenty::COUNT,
        more / without * 100.0
    );
}
