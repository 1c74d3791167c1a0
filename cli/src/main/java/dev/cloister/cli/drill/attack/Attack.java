package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Malformed;
import java.io.IOException;

/// One thing that a host tries.
public interface Attack {

    Brief brief();

    /// Tries it and tells what was seen. What this host lacks for it is an `IOException`.
    Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException;
}
