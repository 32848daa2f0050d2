//! Server functions about members.
