//! Writing to clients that read: one that takes nothing for a while is cut, with what it holds.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A connection whose writes fail once a pending one was not accepted for `patience`. With nothing
/// to write it may idle as long as it likes.
pub struct Stalling<S> {
    inner: S,
    patience: Duration,
    /// While a write is pending.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Stalling<S> {
    pub fn new(inner: S, patience: Duration) -> Stalling<S> {
        Stalling { inner, patience, deadline: None }
    }

    fn watch(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let patience = self.patience;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        deadline.as_mut().poll(cx).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stalling<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stalling<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.watch(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.watch(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn who_reads_nothing_is_cut_with_the_reader_still_there() {
        let (mut reader, writer) = duplex(8);
        let mut writer = Stalling::new(writer, Duration::from_millis(50));
        let error = writer.write_all(&[1; 100]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(reader.read(&mut [0; 100]).await.unwrap(), 8, "what fitted was written");
    }

    #[tokio::test]
    async fn who_reads_little_by_little_or_is_sent_nothing_is_not() {
        let patience = Duration::from_millis(200);
        let (mut reader, writer) = duplex(8);
        let mut writer = Stalling::new(writer, patience);
        let reading = tokio::spawn(async move {
            let (mut all, mut some) = (0, [0; 8]);
            while all < 48 {
                tokio::time::sleep(patience / 2).await;
                all += reader.read(&mut some).await.unwrap();
            }
            reader
        });
        writer.write_all(&[1; 48]).await.unwrap();
        let mut reader = reading.await.unwrap();
        // An idle stream: longer than the patience, and the next write is accepted.
        tokio::time::sleep(patience * 2).await;
        writer.write_all(&[2; 8]).await.unwrap();
        assert_eq!(reader.read(&mut [0; 8]).await.unwrap(), 8);
    }
}
