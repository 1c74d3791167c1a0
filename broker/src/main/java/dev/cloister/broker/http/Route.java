package dev.cloister.broker.http;

import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One line of the route table: who may ask, a method, a path pattern, and what answers.
///
/// A pattern is a path whose segments may be `*`: such a segment takes one non-empty part of the path,
/// handed on in order.
public final class Route {
    /// What a route takes that says nothing else.
    static final int FEW_BYTES = 4 * 1024;

    private final Right right;
    private final String method;
    private final List<String> pattern;
    private final int mostBytes;
    private final Predicate<Call> condition;
    private final Answering answering;

    private Route(
            Right right,
            String method,
            List<String> pattern,
            int mostBytes,
            Predicate<Call> condition,
            Answering answering) {
        this.right = right;
        this.method = method;
        this.pattern = pattern;
        this.mostBytes = mostBytes;
        this.condition = condition;
        this.answering = answering;
    }

    /// A function of request to response. `parts` are the path's segments that the pattern left open.
    @FunctionalInterface
    public interface Answering {
        Answer answer(Call call, List<String> parts) throws IOException, Malformed;
    }

    public static Route of(Right right, String method, String pattern, Answering answering) {
        int mostBytes = method.equals("GET") ? 0 : FEW_BYTES;
        return new Route(right, method, List.of(pattern.split("/", -1)), mostBytes, call -> true, answering);
    }

    /// The same for bodies of up to so many bytes; without it a `GET` has none and others have at most 4
    /// KiB.
    public Route taking(int bytes) {
        return new Route(right, method, pattern, bytes, condition, answering);
    }

    /// The same for requests alone whose head is so; the next line of the table gets the others.
    public Route when(Predicate<Call> head) {
        return new Route(right, method, pattern, mostBytes, head, answering);
    }

    public Right right() {
        return right;
    }

    public String method() {
        return method;
    }

    /// With a star for each open segment.
    public String pattern() {
        return String.join("/", pattern);
    }

    int mostBytes() {
        return mostBytes;
    }

    Optional<List<String>> match(Call call) {
        List<String> segments = List.of(call.path().split("/", -1));
        if (!method.equals(call.method()) || segments.size() != pattern.size() || !condition.test(call)) {
            return Optional.empty();
        }
        List<String> open = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (pattern.get(i).equals("*") && !segment.isEmpty()) {
                open.add(segment);
            } else if (!pattern.get(i).equals(segment)) {
                return Optional.empty();
            }
        }
        return Optional.of(open);
    }

    Answer answer(Call call, List<String> parts) throws IOException, Malformed {
        return answering.answer(call, parts);
    }
}
