package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.fetch.Response.Failure;
import dev.cloister.evidence.fetch.Response.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/// One GET at a time: bounded in size and in time as a whole, follows no redirect, sends nothing but the address.
///
/// Whoever answers is believed nothing, so what it says gets into sentences only as far as it is a number.
record Http(Limits limits) {
    /// @param quiet for a connection, and for each read
    /// @param whole for all of it
    /// @param body in bytes
    record Limits(Duration quiet, Duration whole, int body) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 1 << 20);
    }

    private static final List<String> CHAIN_HEADERS = List.of(
            "TCB-Info-Issuer-Chain",
            "SGX-TCB-Info-Issuer-Chain",
            "SGX-Enclave-Identity-Issuer-Chain",
            "SGX-PCK-CRL-Issuer-Chain");
    private static final String LATER = "try again later";

    /// A thread of its own, as one that waits for a slow peer's next byte has no end of its own.
    Response get(URI address, Instant now) {
        AtomicReference<HttpURLConnection> open = new AtomicReference<>();
        CompletableFuture<Response> response = CompletableFuture.supplyAsync(
                () -> exchange(address, now, open),
                work -> Thread.ofPlatform().daemon().start(work));
        String host = address.getAuthority();
        try {
            return response.get(limits.whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return unreachable(host + " takes longer than " + limits.whole.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.of(Kind.FINAL, "it was interrupted", "ask again");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            HttpURLConnection connection = open.get();
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private Response exchange(URI address, Instant now, AtomicReference<HttpURLConnection> open) {
        String host = address.getAuthority();
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            open.set(connection);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout((int) limits.quiet.toMillis());
            connection.setReadTimeout((int) limits.quiet.toMillis());
            connection.setRequestProperty("User-Agent", "cloister");
            connection.setRequestProperty("Accept", "*/*");
            int status = connection.getResponseCode();
            return status == HttpURLConnection.HTTP_OK
                    ? body(host, connection)
                    : failure(host, status, after(connection.getHeaderField("Retry-After"), now));
        } catch (UnknownHostException e) {
            return unreachable("the name " + address.getHost() + " is not known here");
        } catch (ConnectException e) {
            return unreachable("nobody answers at " + host);
        } catch (SocketTimeoutException e) {
            return unreachable(host + " does not answer within " + limits.quiet.toSeconds() + " s");
        } catch (SSLException e) {
            return Failure.of(
                    Kind.UNREACHABLE,
                    "the TLS certificate of " + host + " is not accepted here, or it speaks no TLS",
                    "name an address whose certificate this machine's Java trusts");
        } catch (IOException e) {
            return unreachable("the connection to " + host + " broke");
        }
    }

    private static Failure unreachable(String reason) {
        return Failure.of(
                Kind.UNREACHABLE,
                reason,
                "bring it into reach (network, proxy, name), or verify from a bundle or cache");
    }

    private Response body(String host, HttpURLConnection connection) throws IOException {
        long announced = connection.getContentLengthLong();
        byte[] body;
        try (InputStream in = connection.getInputStream()) {
            body = announced > limits.body ? new byte[0] : in.readNBytes(limits.body + 1);
        }
        if (announced > limits.body || body.length > limits.body) {
            return Failure.of(
                    Kind.FINAL,
                    host + " sends more than " + limits.body + " bytes",
                    "check that the address is the key service's");
        }
        if (announced >= 0 && body.length != announced) {
            return Failure.of(Kind.BUSY, "the answer of " + host + " was cut short", LATER);
        }
        List<String> chains = new ArrayList<>();
        for (String name : CHAIN_HEADERS) {
            Optional.ofNullable(connection.getHeaderField(name)).ifPresent(chains::add);
        }
        String type = connection.getContentType();
        return new Response.Served(Bytes.of(body), chains, type == null ? "" : type);
    }

    /// Numbers from 460 are those of Intel's cache (PCCS).
    private static Failure failure(String host, int status, Optional<Duration> after) {
        String says = host + " answers " + status;
        return switch (status) {
            case 429 -> new Failure(says + " (too many requests)", "wait, or share one cache folder", Kind.BUSY, after);
            case 500, 502, 503, 504 -> new Failure(says + " (not in service)", LATER, Kind.BUSY, after);
            case 301, 302, 303, 307, 308 ->
                Failure.of(
                        Kind.FINAL,
                        says + ", a redirect, which is not followed",
                        "name the address that it leads to, if you trust it");
            case 400 -> Failure.of(Kind.ABSENT, says + ", it does not understand the request", "check the address");
            case 401, 403, 407 ->
                Failure.of(Kind.FINAL, says + ", it wants to know who asks", "name a service that answers everybody");
            case 404 ->
                Failure.of(
                        Kind.ABSENT,
                        says + ", it does not have that",
                        "check that the hardware is registered with its vendor; let a cache (PCCS) refresh itself");
            case 410 -> Failure.of(Kind.ABSENT, says + ", no longer served", "ask for a newer evaluation");
            case 460 -> Failure.of(Kind.FINAL, says + " (integrity error)", "repair or refresh that cache (PCCS)");
            case 461 -> Failure.of(Kind.ABSENT, says + " (platform unknown)", "register the platform at that cache");
            case 462 -> Failure.of(Kind.ABSENT, says + " (certificates unavailable)", "refresh that cache (PCCS)");
            case -1 -> Failure.of(Kind.FINAL, host + " does not speak HTTP", "check the address");
            default -> Failure.of(Kind.FINAL, says, "check the address, and what that service reports");
        };
    }

    /// Seconds, or a date (RFC 9110 section 10.2.3); what is neither is as good as absent.
    static Optional<Duration> after(String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("[0-9]{1,7}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
