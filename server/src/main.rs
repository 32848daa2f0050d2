//! `muster`: the command line. Each command is a file in `cli/`.

mod cli;
mod http;
mod workers;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::fail(&format!("the runtime does not start: {error}")),
    };
    match runtime.block_on(cli::run(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error.to_string()),
    }
}
