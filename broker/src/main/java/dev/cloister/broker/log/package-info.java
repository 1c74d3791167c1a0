/// The broker's log: one JSON object a line in `broker.log`, through the platform's own logging.
///
/// {@link dev.cloister.broker.log.LogFile} is installed once by `main`. A line concerning emulated evidence starts
/// with `EMULATED`; no line holds a secret, as secrets have no text form.
package dev.cloister.broker.log;
