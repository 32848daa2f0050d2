//! The real program, started and stopped as an operator does it, and spoken to over the network.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// Runs a command to its end.
pub fn muster(data: &Path, args: &[&str]) -> Output {
    command(data, args).output().expect("the program runs")
}

/// Runs a command that has to work; answers what it printed.
pub fn works(data: &Path, args: &[&str]) -> String {
    let output = muster(data, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// Runs a command that has to fail; answers its one line.
pub fn fails(data: &Path, args: &[&str]) -> String {
    let output = muster(data, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    let line = String::from_utf8(output.stderr).expect("text").trim().to_owned();
    assert_eq!(line.lines().count(), 1, "{line}");
    line
}

fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command.args(args).env_clear().env("MUSTER_DATA_DIR", data).env("MUSTER_LOG", "error").stdin(Stdio::null());
    command
}

/// A server on a free port. Dropped, it is killed.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        let mut child =
            command(data, &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("ready http://").expect("the ready line").to_owned();
        Self { child, address }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// SIGTERM; answers the exit status.
    pub fn terminate(mut self) -> Option<i32> {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("gone").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own; `None` when no whole answer came.
pub fn request(address: &str, head: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(stream, "{head}host: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

/// A project's DSN, taken apart.
pub struct Dsn {
    key: String,
    project: String,
}

impl Dsn {
    /// An organization, its owner and a project, made on the command line.
    pub fn furnish(data: &Path) -> Self {
        works(data, &["admin", "create-owner", "--email", "ada@acme.example", "--organization", "acme"]);
        Self::parse(&works(data, &["admin", "create-project", "--organization", "acme", "--name", "Shop"]))
    }

    pub fn parse(dsn: &str) -> Self {
        let (login, rest) = dsn.strip_prefix("http://").and_then(|rest| rest.split_once('@')).expect("a DSN");
        Self { key: login.to_owned(), project: rest.rsplit_once('/').expect("a project").1.to_owned() }
    }

    /// Sends one event; answers the status, or `None` when the answer got lost.
    pub fn report(&self, address: &str, id: &str) -> Option<u16> {
        let event = format!(r#"{{"event_id":"{id}","platform":"python","exception":{{"values":[{{"type":"KeyError","value":"{id}"}}]}}}}"#);
        let envelope = format!("{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{event}\n");
        let head = format!("POST /api/{}/envelope/ HTTP/1.1\r\nx-sentry-auth: Sentry sentry_version=7, sentry_key={}\r\n", self.project, self.key);
        request(address, &head, &envelope).map(|(status, _)| status)
    }
}
