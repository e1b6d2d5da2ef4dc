//! The transports against peers that behave in every way: std's listener and
//! rustls's server in threads, and openssl where the peer must be able to do
//! what rustls cannot. All over loopback.

mod certificates;
#[path = "../common/memory.rs"]
#[allow(unsafe_code)] // an allocator is unsafe to implement
mod memory;
mod openssl_peer;
mod peers;
#[path = "../common/skip.rs"]
mod skip;

mod faults;
mod given_up;
mod non_data;
mod openssl;
mod tcp;
mod tcp_waits;
mod tls_authority;
mod tls_details;
mod tls_handshake;
mod tls_resumed;
mod tls_stream;
mod tls_system;
mod tls_trust;
mod tls_waits;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;
