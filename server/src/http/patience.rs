//! How long the server waits for the other end: for the rest of a body, and for taking what is sent.

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// The longest pause within a body.
const PAUSE: Duration = Duration::from_secs(20);
/// The whole of a body is in by then: 32 MB at 1 Mbit/s.
const WHOLE: Duration = Duration::from_secs(300);
/// How long the other end may take nothing of what is sent to it.
const STUCK: Duration = Duration::from_secs(30);

/// A request's body that has to come in time.
pub struct Prompt<B> {
    body: B,
    pause: Option<Pin<Box<Sleep>>>,
    whole: Option<Pin<Box<Sleep>>>,
}

impl<B> Prompt<B> {
    /// The clock starts when somebody first waits for a part of it.
    pub fn new(body: B) -> Self {
        Self { body, pause: None, whole: None }
    }
}

fn late() -> axum::BoxError {
    io::Error::new(io::ErrorKind::TimedOut, "the request’s body took too long").into()
}

impl<B: Body<Data = Bytes, Error: Into<axum::BoxError>> + Unpin> Body for Prompt<B> {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Some(whole) = &mut this.whole
            && whole.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Some(Err(late())));
        }
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.pause = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let whole = this.whole.get_or_insert_with(|| Box::pin(sleep(WHOLE)));
        let over = whole.as_mut().poll(context).is_ready();
        let pause = this.pause.get_or_insert_with(|| Box::pin(sleep(PAUSE)));
        if over || pause.as_mut().poll(context).is_ready() { Poll::Ready(Some(Err(late()))) } else { Poll::Pending }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection that is given up when the other end has taken nothing for a while.
pub struct Patient<S> {
    stream: S,
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, stuck: None }
    }

    fn judge<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        ready!(self.stuck.get_or_insert_with(|| Box::pin(sleep(STUCK))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, buffer);
        self.judge(written, context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffers: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.judge(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.judge(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(context);
        self.judge(closed, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, StreamBody};
    use std::convert::Infallible;
    use tokio::{io::AsyncWriteExt, time::Instant};

    fn body(every: Duration, times: usize) -> Prompt<axum::body::Body> {
        let frames = futures::stream::unfold(times, move |left| async move {
            sleep(every).await;
            (left > 0).then(|| (Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"x"))), left - 1))
        });
        Prompt::new(axum::body::Body::new(StreamBody::new(Box::pin(frames))))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_comes_without_long_pauses_and_in_good_time() {
        assert!(body(Duration::from_secs(5), 10).collect().await.is_ok());
        let begin = Instant::now();
        assert!(body(Duration::from_secs(25), 2).collect().await.is_err());
        assert_eq!(begin.elapsed().as_secs(), 20);
        let begin = Instant::now();
        assert!(body(Duration::from_secs(10), 1_000).collect().await.is_err());
        assert_eq!(begin.elapsed().as_secs(), 300);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_given_up() {
        let (ours, _theirs) = tokio::io::duplex(16);
        let begin = Instant::now();
        assert!(Patient::new(ours).write_all(&[0; 64]).await.is_err());
        assert_eq!(begin.elapsed().as_secs(), 30);
    }
}
