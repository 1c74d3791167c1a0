package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// A host between a client and the broker that ends the client's TLS itself, with a certificate that it made in the
/// broker's name, and so has in clear whatever a client says that takes that certificate.
public final class ForgedTls implements AutoCloseable {
    private static final int READ_MILLIS = 30_000;
    private static final int MOST_HEAD_BYTES = 1 << 16;
    private static final String STORE = "PKCS12";

    /// Made anew for the next connection.
    private static final List<String> FRAMING = List.of("Host", "Connection", "Content-Length", "Transfer-Encoding");

    /// Of a key store that holds nothing but a key that nobody needs afterwards.
    private static final String PASSWORD = "nobody-cares";

    private final SSLContext context;
    private final SSLServerSocket server;
    private final Carrier carrier;
    private final Transport broker;
    private final List<Request> heard = new CopyOnWriteArrayList<>();

    private ForgedTls(SSLContext context, Carrier carrier, Transport broker) throws IOException {
        this.context = context;
        this.server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        this.carrier = carrier;
        this.broker = broker;
    }

    /// @param store where the key goes that it makes
    /// @param carrier what it does to messages
    public static ForgedTls open(Path store, Carrier carrier, Transport broker)
            throws IOException, InterruptedException {
        ForgedTls made = new ForgedTls(context(store), carrier, broker);
        Thread.ofPlatform().name("forged-tls").daemon().start(made::serve);
        return made;
    }

    private static SSLContext context(Path store) throws IOException, InterruptedException {
        makeKey(store);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance(STORE);
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            KeyStore anchors = KeyStore.getInstance(STORE);
            anchors.load(null, null);
            anchors.setCertificateEntry("forged", keys.getCertificate("forged"));
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS here: " + e.getMessage(), e);
        }
    }

    /// A certificate for every name that the broker has here.
    private static void makeKey(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "forged",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        STORE,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool made no certificate");
        }
    }

    public String url() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    /// For a client that was made to take its certificate.
    public SSLContext taken() {
        return context;
    }

    /// What it had in clear.
    public List<Request> heard() {
        return List.copyOf(heard);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setSoTimeout(READ_MILLIS);
                Request request = read(client.getInputStream());
                heard.add(request);
                write(client.getOutputStream(), carrier.carry(request, broker));
            } catch (IOException refused) {
                // by the client, or by the broker: the next one, please
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        List<String> lines = head(in);
        String[] first = lines.getFirst().split(" ", 3);
        if (first.length < 3) {
            throw new IOException("no request");
        }
        List<Header> headers = new ArrayList<>();
        int length = 0;
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0));
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Content-Length")) {
                length = Integer.parseInt(value);
            } else if (FRAMING.stream().noneMatch(name::equalsIgnoreCase)) {
                headers.add(new Header(name, value));
            }
        }
        return new Request(first[0], first[1], headers, Bytes.of(in.readNBytes(length)));
    }

    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0 || head.size() == MOST_HEAD_BYTES) {
                throw new IOException("no request");
            }
            head.write(read);
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip().lines().toList();
    }

    private static void write(OutputStream out, Reply reply) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Carried\r\n");
        for (Header header : reply.headers()) {
            if (FRAMING.stream().noneMatch(header.name()::equalsIgnoreCase)) {
                head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        head.append("Content-Length: ").append(reply.body().length()).append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(reply.body().array());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
