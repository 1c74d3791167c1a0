/// The service that appraises and releases: HTTP, storage, audit. A program of its own.
///
/// {@link dev.cloister.broker.Main} runs it, {@link dev.cloister.broker.Broker} puts it together. The argument is in
/// {@link dev.cloister.broker.channel}: who attests, and what is released to whom.
package dev.cloister.broker;
