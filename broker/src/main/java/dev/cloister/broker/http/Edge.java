package dev.cloister.broker.http;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Between Jetty's request and ours. How much is read, and into which of two rooms, follows from the route
/// alone.
final class Edge extends Handler.Abstract {
    private static final Header CLOSE = new Header("Connection", "close");
    private static final Answer TOO_LARGE = closing(Answer.text(413, "payload reached size limit"));
    private static final Answer NO_ROOM = closing(Answer.empty(503));
    private static final Answer TOO_SLOW = closing(Answer.empty(408));
    /// A sender may still be sending when these are given.
    private static final Set<Integer> WHILE_SENDING = Set.of(TOO_LARGE.status(), NO_ROOM.status());

    private final Routes routes;
    private final Traffic traffic;
    private final Intake small;
    private final Intake large;

    Edge(Routes routes, Traffic traffic, Intake small, Intake large) {
        this.routes = routes;
        this.traffic = traffic;
        this.small = small;
        this.large = large;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String target = request.getHttpURI().getPathQuery();
        traffic.enter(target);
        try {
            send(answer(request, target), request, response, callback);
        } finally {
            traffic.leave(target);
        }
        return true;
    }

    private Answer answer(Request request, String target) throws IOException {
        Call head = new Call(request.getMethod(), target, headers(request), Bytes.EMPTY, isNear(request));
        int most = routes.mostBytes(head);
        if (request.getLength() > most) {
            return routes.worded(head, TOO_LARGE);
        }
        try (Intake.Delivery body = (most > Front.SMALL_BODY ? large : small).begin()) {
            return switch (body.read(request, most)) {
                case TOO_LARGE -> routes.worded(head, TOO_LARGE);
                case TOO_SLOW -> routes.worded(head, TOO_SLOW);
                case NO_ROOM -> routes.worded(head, NO_ROOM);
                case WHOLE ->
                    body.whole()
                            .map(bytes ->
                                    routes.answer(new Call(head.method(), target, head.headers(), bytes, head.near())))
                            .orElseGet(() -> routes.worded(head, Answer.empty(503)));
            };
        }
    }

    private static Answer closing(Answer answer) {
        return answer.with(CLOSE.name(), CLOSE.value());
    }

    private static List<Header> headers(Request request) {
        HttpFields fields = request.getHeaders();
        return fields.stream()
                .map(field -> new Header(field.getName(), field.getValue() == null ? "" : field.getValue()))
                .toList();
    }

    private static boolean isNear(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress address
                && Optional.ofNullable(address.getAddress())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        response.setStatus(answer.status());
        for (Header header : answer.headers()) {
            response.getHeaders().add(header.name(), header.value());
        }
        byte[] body = answer.body().array();
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        Callback sent = isWhileSending(answer) ? passingOver(request, callback) : callback;
        response.write(true, ByteBuffer.wrap(body), sent);
    }

    private static boolean isWhileSending(Answer answer) {
        return WHILE_SENDING.contains(answer.status()) && answer.headers().contains(CLOSE);
    }

    /// The connection stays open a little longer than the answer takes.
    private static Callback passingOver(Request request, Callback callback) {
        return Callback.from(
                () -> {
                    Intake.passOver(request);
                    callback.succeeded();
                },
                callback::failed);
    }
}
