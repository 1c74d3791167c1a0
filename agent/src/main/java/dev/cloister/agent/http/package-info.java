/// A small strict HTTP/1.1 client over a plain socket (RFC 9112): the way to the broker, through a host that
/// may answer whatever it likes. What it returns is believed by nobody; the channel's statements are what
/// counts.
///
/// The JDK's own clients cost several seconds of an emulated start and understand far more of HTTP than is
/// wanted here.
package dev.cloister.agent.http;
