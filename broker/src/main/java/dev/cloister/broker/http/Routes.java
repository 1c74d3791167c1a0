package dev.cloister.broker.http;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/// The route table. The first line that matches answers; what no line matches goes to `otherwise`.
///
/// This is the request edge: whatever goes wrong behind it is logged here, and the sender sees a status and nothing
/// else.
public final class Routes {
    private static final Logger LOG = System.getLogger(Routes.class.getName());

    private final List<Route> table;
    private final Route.Answering otherwise;

    public Routes(List<Route> table, Route.Answering otherwise) {
        this.table = List.copyOf(table);
        this.otherwise = otherwise;
    }

    /// The most bytes that a body may have which is sent there.
    int mostBytes(String method, String path) {
        return table.stream()
                .filter(route -> route.match(method, path).isPresent())
                .findFirst()
                .map(Route::mostBytes)
                .orElse(Route.FEW_BYTES);
    }

    public Answer answer(Call call) {
        try {
            for (Route route : table) {
                Optional<List<String>> parts = route.match(call.method(), call.path());
                if (parts.isPresent()) {
                    return route.answer(call, parts.get());
                }
            }
            return otherwise.answer(call, List.of());
        } catch (Malformed bad) {
            LOG.log(Level.INFO, "malformed request to {0}: {1}", call.path(), bad.getMessage());
            return Answer.empty(400);
        } catch (IOException lost) {
            LOG.log(Level.ERROR, "out of reach while answering " + call.path(), lost);
            return Answer.empty(503);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "internal error while answering " + call.path(), bug);
            return Answer.empty(500);
        }
    }
}
