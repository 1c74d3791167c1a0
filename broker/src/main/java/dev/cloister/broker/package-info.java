/// The service that appraises and releases: HTTP, storage, audit. A program of its own.
package dev.cloister.broker;
