//! The forms of experiments, as a browser without script sends them.

use super::{draft, take_away};
use crate::http::matrix::world::World;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use model::role::Role;
use tower::ServiceExt;

/// What a browser gets for a form: the status, where it leads, and the page.
async fn post(world: &World, path: &str, body: &str, session: &str) -> (StatusCode, String, String) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, format!("__Host-muster={session}"))
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let (parts, body) = world.router.clone().oneshot(request).await.expect("answers").into_parts();
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let page = String::from_utf8_lossy(&to_bytes(body, 1 << 22).await.expect("a body")).into_owned();
    assert!(parts.status.is_redirection() || text(header::CONTENT_TYPE).starts_with("text/html"), "{}: {page}", parts.status);
    (parts.status, text(header::LOCATION), page)
}

/// The page of the experiment, with this said in an alert.
fn says(page: &str, why: &str) {
    let alert = page.split("role=\"alert\"").skip(1).any(|alert| alert.split("</p>").next().is_some_and(|alert| alert.contains(why)));
    assert!(page.contains("<h1") && alert, "not “{why}” in an alert of {page}");
}

#[tokio::test]
async fn a_change_that_is_refused_shows_the_page_again_with_the_reason() {
    let world = World::new().await;
    let (path, owner) = ("/acme/experiments/button", world.member(Role::Owner));
    let (status, _, page) = post(&world, path, "status=concluded&arm=%7B%22color%22%3A%22green%22%7D", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&page, "No unit gets this.");
    let (status, _, page) = post(&world, path, "status=concluded", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&page, "Choose the arm that everybody gets.");
    let (status, _, page) = post(&world, path, "status=running", world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    says(&page, "Only managers and owners start and conclude experiments.");
    let (status, to, _) = post(&world, path, "status=running", "").await;
    assert!(status.is_redirection() && to.starts_with("/acme/login"), "{status} {to}");
    let (status, to, _) = post(&world, path, "status=running", owner).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, path));
    let (status, _, page) = post(&world, path, "status=draft&arm=%7B%22color%22%3A%22blue%22%7D", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&page, "An experiment does not become a draft again.");
    let checked: Vec<&str> = page.split("<input").filter(|input| input.split('>').next().is_some_and(|input| input.contains("checked"))).collect();
    assert!(checked.len() == 1 && checked[0].contains("blue"), "what was chosen stays: {checked:?}");
    let (status, ..) = post(&world, "/acme/experiments/gone", "status=running", owner).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_long_script_is_saved_and_what_somebody_else_saved_is_not_overwritten_unasked() {
    let world = World::new().await;
    let (path, owner) = ("/acme/experiments/button/edit", world.member(Role::Owner));
    let form = |comment: &str, opened: &str| {
        let script = format!("%23%20{comment}%0Acolor%20%3D%20uniformChoice(choices%3D%5B'red'%2C%20'blue'%5D%2C%20unit%3Duserid)%3B");
        format!("step=save&unit=userid&source={script}&opened={opened}")
    };
    let long = "%C3%BC".repeat(15_000);
    let (status, to, page) = post(&world, path, &form(&long, ""), owner).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/acme/experiments/button"), "{page}");
    let source = format!("# {}\ncolor = uniformChoice(choices=['red', 'blue'], unit=userid);", "ü".repeat(15_000));
    let draft = serde_json::json!({ "name": "button", "unit": "userid", "source": source, "metrics": [], "tests": [] });
    let args = serde_json::json!({ "org": "acme", "draft": draft, "fresh": false });
    let (status, said) = world.call("save_experiment", args.to_string(), owner).await;
    assert_eq!(status, StatusCode::OK, "with script as without: {said}");
    let (status, _, page) = post(&world, path, &form("mine", "0123456789abcdef"), owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Somebody else has saved this experiment since you opened it") && page.contains("# mine"), "{page}");
    assert!(page.contains("name=\"opened\"") && !page.contains("0123456789abcdef"), "to save again is to mean it");
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
    let answer = world.router.clone().oneshot(request.body(Body::from(form(&long, ""))).expect("a request")).await.expect("answers");
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "of somebody of whom nothing is known");
}

#[tokio::test]
async fn a_namespace_is_made_joined_and_left_without_script() {
    let world = World::new().await;
    let (path, owner) = ("/acme/experiments/button/namespace", world.member(Role::Owner));
    let done = async |body: &str| {
        let (status, to, page) = post(&world, path, body, owner).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, path), "{body}: {page}");
    };
    let (status, _, page) = post(&world, path, "step=make&new_name=signup&new_unit=userid&new_segments=50&new_fallback=", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is a namespace of this name already.") && page.contains("value=\"50\""), "{page}");
    done("step=make&new_name=checkout&new_unit=userid&new_segments=50&new_fallback=").await;
    let (status, _, page) = post(&world, path, "step=allocate&namespace=checkout&segments=some", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number") && page.contains("value=\"some\""), "{page}");
    done("step=allocate&namespace=checkout&segments=20").await;
    let (status, _, page) = post(&world, path, "step=allocate&namespace=checkout&segments=10", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("It has 20 segments, and taking some away would put people out."), "{page}");
    assert!(page.contains("button: 20 segments (40.0\u{a0}%)") && page.contains("30 segments free"), "{page}");
    let (status, _, page) = post(&world, path, "step=fallback&namespace=checkout&fallback=button", owner).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("The default is an experiment of yours that is in no namespace and not archived."), "{page}");
    done("step=fallback&namespace=checkout&fallback=").await;
    let (status, ..) = post(&world, path, "step=fallback&namespace=checkout&fallback=", world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    done("step=release&namespace=checkout").await;
    let (status, ..) = post(&world, path, "step=release&namespace=checkout", world.member(Role::Member)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, ..) = post(&world, "/acme/experiments/gone/namespace", "step=release&namespace=checkout", owner).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let odd = "/acme/experiments/x%0Ay/namespace";
    let (status, to, _) = post(&world, odd, "step=make&new_name=odd&new_unit=userid&new_segments=50&new_fallback=", owner).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, odd));
}

#[test]
fn a_form_is_read_in_its_order_whatever_its_keys() {
    let fields = [
        ("source", "x = 1;\r\ny = 2;"),
        ("metric_name_4", "Paid"),
        ("metric_event_4", "paid"),
        ("metric_kind_4", "mean"),
        ("metric_hoped_4", "5"),
        ("metric_name_1", "Seen"),
        ("metric_kind_1", "nonsense"),
        ("test_inputs_2", "{}"),
        ("test_expected_2", "false"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mut read = draft(&fields);
    assert_eq!(read.source, "x = 1;\ny = 2;");
    assert_eq!(
        read.metrics.iter().map(|metric| (metric.name.as_str(), metric.kind.as_str())).collect::<Vec<_>>(),
        [("Paid", "mean"), ("Seen", "conversion")]
    );
    assert_eq!((read.metrics[0].hoped.as_str(), read.tests[0].expected.as_str()), ("5", "false"));
    take_away(&mut read, &fields, "remove_metric_4");
    take_away(&mut read, &fields, "remove_test_9");
    assert_eq!((read.metrics[0].name.as_str(), read.metrics.len(), read.tests.len()), ("Seen", 1, 1));
}
