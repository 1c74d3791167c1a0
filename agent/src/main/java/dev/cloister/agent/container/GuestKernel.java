package dev.cloister.agent.container;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What the guest's kernel is set to before a container may run in it.
public final class GuestKernel {
    /// The address that QEMU's user network forwards published ports to.
    private static final String ADDRESS = "10.0.2.15";

    /// Ports below 1024 and echo sockets for every user, as in Docker's network namespaces; user namespaces for
    /// nobody, as Docker's list of system calls has it.
    private static final String SETTINGS = """
            set -e
            ifconfig lo 127.0.0.1 netmask 255.0.0.0 up
            ifconfig eth0 "$1" netmask 255.255.255.0 up
            cd /proc/sys
            echo 0 >net/ipv4/ip_unprivileged_port_start
            echo 0 2147483647 >net/ipv4/ping_group_range
            echo 0 >user/max_user_namespaces
            """;

    /// A line of `/proc/vmstat`, in front of its number.
    private static final String ENDED = "\noom_kill ";

    private static final int MAX_VMSTAT_BYTES = 1 << 16;

    private GuestKernel() {}

    /// Takes the network up: from here on the host can send what it likes.
    public static void connect(Programs programs) throws IOException {
        programs.run("sh", "-c", SETTINGS, "connect", ADDRESS);
    }

    /// Sets the wall clock, which the host had set until now: to the broker's time when it last answered, the one
    /// time that does not come from the host (specs guest-broker-channel 5.3).
    ///
    /// @param seconds since 1970
    public static void setClock(Programs programs, long seconds) throws IOException {
        programs.run("sh", "-c", "date -s \"@$1\" >/dev/null", "clock", Long.toString(seconds));
    }

    /// Whether the kernel has ended a program for want of memory since this guest booted.
    ///
    /// @param proc `/proc`
    public static boolean ranOutOfMemory(File proc) {
        try (FileInputStream in = new FileInputStream(new File(proc, "vmstat"))) {
            String text = new String(in.readNBytes(MAX_VMSTAT_BYTES), StandardCharsets.US_ASCII);
            int at = text.indexOf(ENDED);
            return at >= 0 && text.charAt(at + ENDED.length()) != '0';
        } catch (IOException e) {
            return false;
        }
    }

    static String address() {
        return ADDRESS;
    }
}
