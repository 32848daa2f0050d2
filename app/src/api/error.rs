//! What a server function answers when it can't.

use model::error::ApiError;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use std::{fmt, ops::Deref};

/// An [`ApiError`] on its way through the framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallError(pub ApiError);

impl FromServerFnError for CallError {
    type Encoder = super::wire::WireEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => {
                ApiError::Unavailable { reason: "The server can’t be reached. Nothing is lost: please try again.".into() }
            }
            ServerFnErrorErr::Args(reason) | ServerFnErrorErr::MissingArg(reason) => return ApiError::invalid("", reason).into(),
            // On the server it is the request that can’t be read.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(reason) => return ApiError::invalid("", reason).into(),
            other => ApiError::Unavailable { reason: format!("The server gave an answer that can’t be read ({other}). Please try again.") },
        })
    }
}

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        #[cfg(feature = "ssr")]
        super::call::set_status(error.status());
        Self(error)
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for CallError {
    fn from(error: backend::Error) -> Self {
        error.into_api().into()
    }
}

impl Deref for CallError {
    type Target = ApiError;

    fn deref(&self) -> &ApiError {
        &self.0
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CallError {}
