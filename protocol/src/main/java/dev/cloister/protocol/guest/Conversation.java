package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Asked;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.Proof;
import dev.cloister.protocol.jose.Crypto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One request and its checked answer at a time, with fresh nonces and the key set fetched where it is needed.
final class Conversation {
    private static final int MAX_COOKIE_LENGTH = 256;

    private final Transport transport;
    private final Crypto crypto;
    private final NonceSource nonces;
    private final BrokerKeys keys;
    private long timeFloor;
    private String cookie = "";

    Conversation(Transport transport, Crypto crypto, NonceSource nonces, BrokerKeys keys) {
        this.transport = transport;
        this.crypto = crypto;
        this.nonces = nonces;
        this.keys = keys;
    }

    /// Highest time, in seconds since 1970, that the broker has ever stated.
    long timeFloor() {
        return timeFloor;
    }

    /// Opens a session at the broker: its cookie is sent from now on, as an opaque handle.
    Answer open(Bytes body) throws IOException {
        cookie = "";
        String nonce = nonces.next().base64Url();
        Reply reply = send(AuthRequest.TARGET, new Header(Header.NONCE, nonce), body);
        cookie = cookie(reply);
        return check(asked(nonce, AuthRequest.TARGET, body), "", reply);
    }

    /// A request of the handshake.
    Answer ask(String target, Bytes body, String me) throws IOException {
        String nonce = nonces.next().base64Url();
        Reply reply = send(target, new Header(Header.NONCE, nonce), body);
        return check(asked(nonce, target, body), me, reply);
    }

    /// A request after attestation.
    Answer ask(String target, Bytes body, String me, Secret sessionKey, long sequence) throws IOException {
        Asked asked = asked(nonces.next().base64Url(), target, body);
        String proof = new Proof(asked, sequence).sign(crypto.symmetric(), sessionKey);
        return check(asked, me, send(target, new Header(Header.PROOF, proof), body));
    }

    private Asked asked(String nonce, String target, Bytes body) {
        return new Asked(nonce, "POST", target, crypto.symmetric().sha384(body.array()));
    }

    private Reply send(String target, Header channel, Bytes body) throws IOException {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        if (!cookie.isEmpty()) headers.add(new Header("Cookie", cookie));
        headers.add(channel);
        return transport.send(new Request("POST", target, headers, body));
    }

    private Answer check(Asked asked, String me, Reply reply) throws IOException {
        Answer answer = Statement.check(crypto, keys, asked, me, reply);
        if (answer instanceof Answer.UnknownKey && fetchKeys()) {
            answer = Statement.check(crypto, keys, asked, me, reply);
        }
        if (answer instanceof Statement statement) timeFloor = Math.max(timeFloor, statement.issuedAt());
        return answer;
    }

    private boolean fetchKeys() throws IOException {
        Reply reply = transport.send(new Request("GET", KeySet.target(keys.audience()), List.of(), Bytes.EMPTY));
        if (reply.body().length() > KeySet.MAX_LENGTH) return false;
        try {
            keys.accept(new String(reply.body().array(), StandardCharsets.ISO_8859_1));
            return true;
        } catch (Malformed notTheirs) {
            return false;
        }
    }

    /// `name=value` of the last cookie set, if it is made of harmless characters; else none.
    private static String cookie(Reply reply) {
        String found = "";
        for (String line : reply.values("Set-Cookie")) {
            int end = line.indexOf(';');
            found = end < 0 ? line : line.substring(0, end);
        }
        if (found.length() > MAX_COOKIE_LENGTH) return "";
        for (int i = 0; i < found.length(); i++) {
            char c = found.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && "-_.=".indexOf(c) < 0) return "";
        }
        return found;
    }
}
