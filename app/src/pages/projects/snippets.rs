//! What to paste, by platform: a title and code for each step, with the DSN filled in.

/// The steps for a platform.
pub fn snippets(platform: &str, dsn: &str) -> Vec<(&'static str, String)> {
    let (install, code) = match platform {
        "python" => ("pip install --upgrade sentry-sdk".to_owned(), python(dsn)),
        "node" => ("npm install @sentry/node".to_owned(), node(dsn)),
        "javascript" => ("npm install @sentry/browser".to_owned(), browser(dsn)),
        "rust" => ("cargo add sentry".to_owned(), rust(dsn)),
        "go" => ("go get github.com/getsentry/sentry-go".to_owned(), go(dsn)),
        "java" => ("// build.gradle\ndependencies {\n    implementation 'io.sentry:sentry:8.+'\n}".to_owned(), java(dsn)),
        "php" => ("composer require sentry/sentry".to_owned(), php(dsn)),
        "ruby" => ("gem install sentry-ruby".to_owned(), ruby(dsn)),
        "csharp" => ("dotnet add package Sentry".to_owned(), csharp(dsn)),
        _ => return vec![("Send an error with anything that speaks HTTP", curl(dsn))],
    };
    vec![("Install the SDK", install), ("Report an error to try it", code)]
}

fn python(dsn: &str) -> String {
    format!("import sentry_sdk\n\nsentry_sdk.init(dsn=\"{dsn}\", release=\"my-app@1.0.0\")\n\n1 / 0  # to try it\n")
}

fn node(dsn: &str) -> String {
    format!(
        "// the first file that runs\nconst Sentry = require(\"@sentry/node\");\n\nSentry.init({{ dsn: \"{dsn}\", release: \"my-app@1.0.0\" }});\n\n\
         setTimeout(() => {{\n  throw new Error(\"to try it\");\n}});\n"
    )
}

fn browser(dsn: &str) -> String {
    format!(
        "import * as Sentry from \"@sentry/browser\";\n\nSentry.init({{ dsn: \"{dsn}\", release: \"my-app@1.0.0\" }});\n\n\
         setTimeout(() => {{\n  throw new Error(\"to try it\");\n}});\n"
    )
}

fn rust(dsn: &str) -> String {
    format!(
        "fn main() {{\n    let options = sentry::ClientOptions {{ release: sentry::release_name!(), ..Default::default() }};\n    \
         let _guard = sentry::init((\"{dsn}\", options));\n\n    panic!(\"to try it\");\n}}\n"
    )
}

fn go(dsn: &str) -> String {
    format!(
        "package main\n\nimport (\n\t\"errors\"\n\t\"time\"\n\n\t\"github.com/getsentry/sentry-go\"\n)\n\nfunc main() {{\n\t\
         sentry.Init(sentry.ClientOptions{{Dsn: \"{dsn}\"}})\n\tdefer sentry.Flush(2 * time.Second)\n\n\t\
         sentry.CaptureException(errors.New(\"to try it\"))\n}}\n"
    )
}

fn java(dsn: &str) -> String {
    format!(
        "import io.sentry.Sentry;\n\nSentry.init(options -> options.setDsn(\"{dsn}\"));\n\nSentry.captureException(new IllegalStateException(\"to try it\"));\n"
    )
}

fn php(dsn: &str) -> String {
    format!("require 'vendor/autoload.php';\n\n\\Sentry\\init(['dsn' => '{dsn}']);\n\nthrow new \\Exception('to try it');\n")
}

fn ruby(dsn: &str) -> String {
    format!(
        "require \"sentry-ruby\"\n\nSentry.init {{ |config| config.dsn = \"{dsn}\" }}\n\nSentry.capture_exception(RuntimeError.new(\"to try it\"))\n"
    )
}

fn csharp(dsn: &str) -> String {
    format!(
        "using Sentry;\n\nusing var sentry = SentrySdk.Init(options => options.Dsn = \"{dsn}\");\n\nSentrySdk.CaptureException(new InvalidOperationException(\"to try it\"));\n"
    )
}

fn curl(dsn: &str) -> String {
    let (base, key, project) = parts(dsn).unwrap_or((dsn.to_owned(), "", ""));
    format!(
        "curl '{base}/api/{project}/store/' \\\n  -H 'Content-Type: application/json' \\\n  -H 'X-Sentry-Auth: Sentry sentry_version=7, sentry_key={key}' \\\n  \
         -d '{{\"message\": \"to try it\", \"level\": \"error\"}}'\n"
    )
}

/// Base address, key and project number of a DSN.
fn parts(dsn: &str) -> Option<(String, &str, &str)> {
    let (scheme, rest) = dsn.split_once("://")?;
    let (key, rest) = rest.split_once('@')?;
    let (host, project) = rest.rsplit_once('/')?;
    Some((format!("{scheme}://{host}"), key, project))
}

#[cfg(test)]
mod tests {
    use super::snippets;
    use model::project::PLATFORMS;

    #[test]
    fn every_platform_has_the_dsn() {
        for (platform, _) in PLATFORMS {
            let steps = snippets(platform, "http://abc@127.0.0.1:8000/7");
            assert!(steps.iter().any(|(_, code)| code.contains("abc")), "{platform}");
        }
        let (_, curl) = &snippets("other", "http://abc@127.0.0.1:8000/x/7")[0];
        assert!(curl.contains("http://127.0.0.1:8000/x/api/7/store/"), "{curl}");
    }
}
