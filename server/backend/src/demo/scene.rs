//! What was around each of the demo's errors: the request, the run-time, what happened before, the local variables.

use serde_json::{Value, json};

const BROWSERS: [(&str, &str); 4] = [("Firefox", "144.0"), ("Chrome", "141.0"), ("Safari", "26.0"), ("Edge", "141.0")];

/// Adds it to an event of this project.
pub(super) fn set(event: &mut Value, project: &str, transaction: &str, number: i64, seconds: f64) {
    let browser = BROWSERS[usize::try_from(number).unwrap_or(0) % BROWSERS.len()];
    let crumb = |before: f64, category: &str, message: &str| json!({ "timestamp": seconds - before, "category": category, "message": message, "level": "info" });
    let os = json!({ "name": "Linux", "version": "6.12" });
    match project {
        "shop" => {
            let shown = format!("{} {}", browser.0, browser.1);
            event["tags"]["browser"] = shown.clone().into();
            event["request"] = json!({ "method": "POST", "url": format!("https://shop.example{transaction}"), "headers": { "User-Agent": shown, "Accept-Language": "de" } });
            event["contexts"] = json!({ "runtime": { "name": "CPython", "version": "3.12.4" }, "os": os });
            event["breadcrumbs"] = json!({ "values": [
                crumb(3.1, "query", "SELECT id, price, quantity FROM cart_items WHERE cart = %s"),
                crumb(0.9, "shop.checkout", "checkout started"),
            ] });
        }
        "web" => {
            event["tags"]["browser"] = format!("{} {}", browser.0, browser.1).into();
            event["request"] = json!({ "url": format!("https://shop.example{transaction}") });
            event["contexts"] = json!({ "browser": { "name": browser.0, "version": browser.1 }, "os": { "name": if browser.0 == "Safari" { "macOS" } else { "Windows" } } });
            event["breadcrumbs"] = json!({ "values": [
                { "timestamp": seconds - 14.2, "category": "navigation", "data": { "from": "/", "to": transaction }, "level": "info" },
                { "timestamp": seconds - 0.4, "category": "fetch", "type": "http", "data": { "method": "GET", "url": "https://shop.example/api/search?q=lamp", "status_code": 200 }, "level": "info" },
            ] });
        }
        "checkout-api" => {
            let path = transaction.split_once(' ').map_or(transaction, |(_, path)| path).replace(":customer", "4711");
            event["request"] =
                json!({ "method": "GET", "url": format!("https://api.shop.example{path}?limit=20"), "headers": { "Accept": "application/json" } });
            event["contexts"] = json!({ "runtime": { "name": "node", "version": "v22.11.0" }, "os": os });
            event["breadcrumbs"] = json!({ "values": [crumb(0.2, "query", "SELECT * FROM customers WHERE id = $1")] });
        }
        _ => {
            event["contexts"] = json!({ "runtime": { "name": "rustc", "version": "1.91.0" }, "os": os });
            event["breadcrumbs"] =
                json!({ "values": [crumb(41.0, "worker::queue", "job export taken"), crumb(40.2, "worker::jobs::export", "writing 18,204 orders")] });
        }
    }
}

/// What the variables of a call held. A Rust program sends none.
pub(super) fn locals(path: &str, function: &str) -> Option<Value> {
    let cart = "<Cart items=[] currency='EUR'>";
    let voucher = "<Voucher 'AUTUMN' 10%>";
    Some(match (path, function) {
        ("shop/views.py", _) => json!({ "request": "<WSGIRequest: POST '/checkout'>", "cart": cart, "voucher": voucher }),
        ("shop/checkout.py", _) => json!({ "cart": cart, "customer": "<Customer 4711>", "voucher": voucher }),
        ("shop/payments.py", _) => json!({ "amount": "84.90", "currency": "'EUR'", "answer": "<Response [502]>" }),
        ("shop/vouchers.py", _) => json!({ "self": voucher, "cart": cart }),
        ("shop/cart.py", "total") => json!({ "self": cart, "voucher": voucher, "total": "0" }),
        ("shop/cart.py", _) => json!({ "self": cart }),
        _ => return None,
    })
}
