package dev.cloister.broker.http;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/// The route table. The first line that matches answers; what no line matches goes to `otherwise`.
///
/// This is the request edge: whatever goes wrong behind it is logged here, and the sender sees a status and
/// nothing else.
public final class Routes {
    private static final Logger LOG = System.getLogger(Routes.class.getName());

    private final List<Route> table;
    private final Route.Answering otherwise;
    private final Guard guard;
    private final Wording wording;

    /// Asks for the right of a line.
    @FunctionalInterface
    public interface Guard {
        /// What is said to who lacks it; empty for who has it.
        Optional<Answer> turnsAway(Right right, Call call);
    }

    /// How an error reads that no line of the table has worded: too large, too slow, out of reach, our bug.
    @FunctionalInterface
    public interface Wording {
        Answer of(Call call, Answer bare);
    }

    /// One that owners have no business with: a line of theirs turns everybody away.
    public Routes(List<Route> table, Route.Answering otherwise) {
        this(
                table,
                otherwise,
                (right, call) -> right == Right.OWNER ? Optional.of(Answer.empty(401)) : Optional.empty(),
                (call, bare) -> bare);
    }

    public Routes(List<Route> table, Route.Answering otherwise, Guard guard, Wording wording) {
        this.table = List.copyOf(table);
        this.otherwise = otherwise;
        this.guard = guard;
        this.wording = wording;
    }

    public List<Route> table() {
        return table;
    }

    /// An error from in front of the table, in its words.
    Answer worded(Call head, Answer bare) {
        return wording.of(head, bare);
    }

    /// The most bytes that the body behind this head may have.
    int mostBytes(Call head) {
        return table.stream()
                .filter(route -> route.match(head).isPresent())
                .findFirst()
                .map(Route::mostBytes)
                .orElse(Route.FEW_BYTES);
    }

    public Answer answer(Call call) {
        try {
            for (Route route : table) {
                Optional<List<String>> parts = route.match(call);
                if (parts.isPresent()) {
                    Optional<Answer> away = guard.turnsAway(route.right(), call);
                    return away.isPresent() ? away.get() : route.answer(call, parts.get());
                }
            }
            return otherwise.answer(call, List.of());
        } catch (Malformed bad) {
            LOG.log(Level.INFO, "malformed request to {0}: {1}", call.path(), bad.getMessage());
            return worded(call, Answer.empty(400));
        } catch (IOException lost) {
            LOG.log(Level.ERROR, "out of reach while answering " + call.path(), lost);
            return worded(call, Answer.empty(503));
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "internal error while answering " + call.path(), bug);
            return worded(call, Answer.empty(500));
        }
    }
}
