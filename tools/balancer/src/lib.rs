//! A balancer for tests and trials: connections in turn to the instances that say they are ready, and to the
//! next one where none can be made.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// How often each instance is asked, and how long it may take to answer.
const LOOK: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_secs(1);

/// Dropping it ends it and every connection through it.
pub struct Balancer {
    pub address: SocketAddr,
    instances: Arc<Instances>,
    work: [JoinHandle<()>; 2],
}

#[derive(Default)]
struct Instances {
    all: RwLock<Vec<Instance>>,
    turn: AtomicUsize,
}

#[derive(Clone)]
struct Instance {
    address: SocketAddr,
    ready: Arc<AtomicBool>,
}

impl Balancer {
    /// On a free port of the loopback, with nobody behind it yet: instances want to know its address first.
    pub async fn start() -> io::Result<Balancer> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, instances) = (listener.local_addr()?, Arc::<Instances>::default());
        let work =
            [tokio::spawn(accept(listener, instances.clone())), tokio::spawn(watch(instances.clone()))];
        Ok(Balancer { address, instances, work })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts an instance behind it.
    pub fn add(&self, address: SocketAddr) {
        let instance = Instance { address, ready: Arc::new(AtomicBool::new(true)) };
        self.instances.all.write().unwrap_or_else(PoisonError::into_inner).push(instance);
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.work.iter().for_each(JoinHandle::abort);
    }
}

impl Instances {
    fn all(&self) -> Vec<Instance> {
        self.all.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// In the order to try them: whose turn it is first, and those that are not ready last.
    fn in_turn(&self) -> Vec<Instance> {
        let mut all = self.all();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % all.len().max(1);
        all.rotate_left(turn);
        all.sort_by_key(|instance| !instance.ready.load(Ordering::Relaxed));
        all
    }
}

async fn accept(listener: TcpListener, instances: Arc<Instances>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        // One that fails is the client's.
        let Ok((client, _)) = listener.accept().await else { continue };
        connections.spawn(carry(client, instances.in_turn()));
        while connections.try_join_next().is_some() {}
    }
}

/// What is sent to an instance that goes away is not sent again: whether it was done, nobody here knows.
async fn carry(mut client: TcpStream, instances: Vec<Instance>) {
    for instance in instances {
        match timeout(PATIENCE, TcpStream::connect(instance.address)).await {
            Ok(Ok(mut server)) => {
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let _ = copy_bidirectional(&mut client, &mut server).await;
                return;
            }
            _ => instance.ready.store(false, Ordering::Relaxed),
        }
    }
}

/// Asks each instance whether it is ready, over and over.
async fn watch(instances: Arc<Instances>) {
    loop {
        for instance in instances.all() {
            let ready = matches!(timeout(PATIENCE, is_ready(instance.address)).await, Ok(Ok(true)));
            instance.ready.store(ready, Ordering::Relaxed);
        }
        sleep(LOOK).await;
    }
}

async fn is_ready(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers each connection with its name and this status.
    async fn instance(name: &'static str, status: u16) -> (SocketAddr, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let work = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 256]).await;
                let _ = stream.write_all(format!("HTTP/1.1 {status} {name}\r\n\r\n").as_bytes()).await;
            }
        });
        (address, work)
    }

    async fn who(balancer: &Balancer) -> String {
        let mut stream = TcpStream::connect(balancer.address).await.unwrap();
        stream.write_all(b"x").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.trim().rsplit(' ').next().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn instances_take_turns_and_one_that_is_gone_is_left_out() {
        let balancer = Balancer::start().await.unwrap();
        let ((a, _), (b, gone)) = (instance("a", 200).await, instance("b", 200).await);
        balancer.add(a);
        balancer.add(b);
        let mut both = [who(&balancer).await, who(&balancer).await];
        both.sort();
        assert_eq!(both, ["a", "b"]);
        gone.abort();
        let _ = gone.await;
        for _ in 0..4 {
            assert_eq!(who(&balancer).await, "a");
        }
    }

    #[tokio::test]
    async fn one_that_is_not_ready_is_asked_only_where_no_other_is() {
        let balancer = Balancer::start().await.unwrap();
        balancer.add(instance("tired", 503).await.0);
        let start = tokio::time::Instant::now();
        while balancer.instances.all()[0].ready.load(Ordering::Relaxed) {
            assert!(start.elapsed() < Duration::from_secs(10));
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(who(&balancer).await, "tired");
        balancer.add(instance("awake", 200).await.0);
        for _ in 0..4 {
            assert_eq!(who(&balancer).await, "awake");
        }
    }
}
