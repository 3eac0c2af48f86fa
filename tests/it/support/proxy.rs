//! A TCP proxy that can be cut or held: what is behind it seems to stop or to hang, and comes back.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Open,
    /// Connections stand and are taken, and nothing passes.
    Held,
    Cut,
}

pub struct Proxy {
    pub address: SocketAddr,
    gate: Arc<watch::Sender<Gate>>,
}

impl Proxy {
    pub async fn to(target: String) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let gate = Arc::new(watch::Sender::new(Gate::Open));
        let this = gate.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *this.borrow() != Gate::Cut {
                    tokio::spawn(pass(client, target.clone(), this.subscribe()));
                }
            }
        });
        Proxy { address, gate }
    }

    /// An address where nobody listens.
    pub async fn closed() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        listener.local_addr().expect("an address")
    }

    /// Ends every connection and takes no more.
    pub fn cut(&self) {
        self.gate.send_replace(Gate::Cut);
    }

    pub fn hold(&self) {
        self.gate.send_replace(Gate::Held);
    }

    pub fn mend(&self) {
        self.gate.send_replace(Gate::Open);
    }
}

async fn pass(mut client: TcpStream, target: String, mut gate: watch::Receiver<Gate>) {
    let Ok(mut server) = TcpStream::connect(target).await else { return };
    loop {
        let now = *gate.borrow_and_update();
        match now {
            Gate::Cut => return,
            Gate::Held => {
                if gate.changed().await.is_err() {
                    return;
                }
            }
            Gate::Open => tokio::select! {
                _ = copy_bidirectional(&mut client, &mut server) => return,
                _ = gate.changed() => {}
            },
        }
    }
}
