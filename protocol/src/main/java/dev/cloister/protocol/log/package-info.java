/// A container's output, sealed by the guest ([LogWriter]) to its owner ([LogReader]) and carried by the host.
package dev.cloister.protocol.log;
