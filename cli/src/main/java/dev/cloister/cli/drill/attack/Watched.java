package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.Guest;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.PublishedPort;
import dev.cloister.machine.Start;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/// The right guest, running, on a host that has kept for itself all that leads into it: the keyboard of its console,
/// QEMU's monitor, its control port, and the clock that it finds; all packets of its network are taken down.
public final class Watched implements AutoCloseable {
    private final Guests guests;
    private final GuestSpec spec;
    private final Guest guest;
    private final Ways ways;
    private final SocketChannel control;

    /// Where the host's hands are.
    private record Ways(Path keyboard, Path monitor, Path control, Path packets) {
        Ways(Scene scene, String name) {
            this(
                    scene.file(name + ".keys"),
                    scene.file(name + ".monitor"),
                    scene.file(name + ".control"),
                    scene.file(name + ".pcap"));
        }

        /// QEMU with those ways in place of the usual ones.
        String script(String clock) {
            return """
                    [ -p '%1$s' ] || mkfifo '%1$s'
                    for word do
                        shift
                        case $word in
                            socket,id=control,*) word='socket,id=control,path=%3$s,server=on,wait=off' ;;
                        esac
                        set -- "$@" "$word"
                    done
                    exec "$QEMU" "$@" -qmp 'unix:%2$s,server=on,wait=off' -rtc 'base=%4$s' \
                            -object 'filter-dump,id=dump,netdev=net,file=%5$s' <>'%1$s'
                    """.formatted(keyboard, monitor, control, clock, packets);
        }
    }

    private Watched(Guests guests, GuestSpec spec, Guest guest, Ways ways) throws IOException {
        this.guests = guests;
        this.spec = spec;
        this.guest = guest;
        this.ways = ways;
        this.control = SocketChannel.open(UnixDomainSocketAddress.of(ways.control()));
    }

    /// @param clock what the guest's hardware says that the time is, as `2001-02-03T04:05:06`
    public static Watched start(Scene scene, String name, String clock)
            throws IOException, Malformed, InterruptedException {
        Ways ways = new Ways(scene, name);
        GuestSpec spec = scene.spec(name)
                .withPorts(List.of(new PublishedPort(Web.freePort(), 80)))
                .withQemu(scene.qemuScript(name, ways.script(clock)));
        Guests guests = scene.guests();
        return switch (guests.start(spec, stage -> {})) {
            case Start.Running(Guest guest) -> new Watched(guests, spec, guest, ways);
            case Start.NotStarted(var reason) -> {
                guests.remove(name);
                throw new IOException("a guest to attack did not start: " + reason.sentence());
            }
        };
    }

    /// Whether its container answers.
    public boolean answers() throws IOException {
        return !page().isEmpty();
    }

    private String page() throws IOException {
        return Web.page(spec.ports().getFirst().host());
    }

    /// What its page says after this word.
    private String says(String word) throws IOException {
        String begin = word + " ";
        return page().lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new IOException("the guest's page says nothing of " + word))
                .substring(begin.length());
    }

    /// SHA-256 of its secret, which its page shows to everybody.
    public Bytes secretDigest() throws IOException, Malformed {
        return Bytes.parseHex("page", "secret", says("secret"));
    }

    /// When its container started by the guest's own clock, seconds since 1970.
    public long clock() throws IOException {
        return Long.parseLong(says("time"));
    }

    /// Which device of the guest its container could open; `nothing` if none.
    public String reached() throws IOException {
        return says("reached");
    }

    public int memoryMiB() {
        return spec.memoryMiB();
    }

    /// As it is now.
    public Guest guest() throws IOException, Malformed {
        return guests.find(spec.name()).orElseThrow(() -> new IOException("the guest's folder is gone"));
    }

    public String console() throws IOException {
        return Files.readString(guest.folder().resolve("console.log"), StandardCharsets.ISO_8859_1);
    }

    /// Types at its console.
    public void type(String text) throws IOException {
        Files.write(ways.keyboard(), text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.WRITE);
    }

    /// Writes to its control port.
    public void order(String lines) throws IOException {
        ByteBuffer text = ByteBuffer.wrap(lines.getBytes(StandardCharsets.ISO_8859_1));
        while (text.hasRemaining()) {
            control.write(text);
        }
    }

    public Monitor monitor() throws IOException, Malformed {
        return Monitor.open(ways.monitor());
    }

    /// Ends it.
    @Override
    public void close() throws IOException {
        try (control) {
            guests.stop(spec.name(), Duration.ZERO);
            guests.remove(spec.name());
        } catch (Malformed e) {
            throw new IOException("the guest's state cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a guest was stopped", e);
        }
    }
}
