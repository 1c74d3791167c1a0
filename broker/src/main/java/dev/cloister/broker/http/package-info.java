/// HTTP as the rest of the broker sees it: a {@link dev.cloister.broker.http.Call} goes in, an
/// {@link dev.cloister.broker.http.Answer} comes out, a table of {@link dev.cloister.broker.http.Route}s lies between.
///
/// Jetty stays behind {@link dev.cloister.broker.http.Front}; all limits on what strangers may send are there.
/// Paths are matched as they were sent: nothing is decoded or normalised, as a statement covers the bytes of the path.
package dev.cloister.broker.http;
