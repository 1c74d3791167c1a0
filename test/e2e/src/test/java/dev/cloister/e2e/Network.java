package dev.cloister.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Machines of one test: network namespaces on one bridge, each with a home of its own. They know each other by name.
/// `ssh -L` and `scp` are stand-ins with the same effect, as no server for them runs here.
final class Network implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SUBNET = "10.77.0.";

    private final Path folder;
    private final String prefix = "c" + ProcessHandle.current().pid() + "-";
    private final Map<String, Home> machines = new LinkedHashMap<>();

    /// A skip, with its reason, where namespaces are not permitted.
    Network(String... names) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("net-");
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/sbin/ip")),
                "three machines need network namespaces: root, and the program ip (package iproute2)");
        Ran bridge = run("ip", "link", "add", prefix + "br", "type", "bridge");
        assumeTrue(bridge.exit() == 0, "three machines need network namespaces, and this system permits none");
        run("ip", "link", "set", prefix + "br", "up").exits(0);
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 0; i < names.length; i++) {
            hosts.append(SUBNET).append(i + 1).append(' ').append(names[i]).append('\n');
        }
        for (int i = 0; i < names.length; i++) {
            add(names[i], i + 1, hosts.toString());
        }
    }

    private void add(String name, int number, String hosts) throws IOException, InterruptedException {
        String space = prefix + name;
        String near = prefix + number;
        Path etc = Files.createDirectories(Path.of("/etc/netns", space));
        Files.writeString(etc.resolve("hosts"), hosts);
        run("ip", "netns", "add", space).exits(0);
        run("ip", "link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", space)
                .exits(0);
        run("ip", "link", "set", near, "master", prefix + "br", "up").exits(0);
        for (String words :
                List.of("addr add " + SUBNET + number + "/24 dev eth0", "link set eth0 up", "link set lo up")) {
            List<String> line = new ArrayList<>(List.of("ip", "-n", space));
            line.addAll(List.of(words.split(" ")));
            run(line.toArray(String[]::new)).exits(0);
        }
        Home home = Home.fresh();
        machines.put(name, home);
        Path work = Files.createDirectory(home.folder().resolve("work"));
        Files.createSymbolicLink(work.resolve("cloister"), Home.CHECKOUT.resolve("cloister"));
        Path tools = Files.createDirectory(home.folder().resolve("bin"));
        // Accepts here, and connects in the other machine's namespace.
        tool(tools.resolve("ssh"), """
                #!/usr/bin/env python3
                import os, socket, subprocess, sys
                CODE = '''import os, socket, sys, threading
                s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
                def up():
                    while b := os.read(0, 65536): s.sendall(b)
                    s.shutdown(socket.SHUT_WR)
                threading.Thread(target=up, daemon=True).start()
                while b := s.recv(65536): os.write(1, b)
                '''
                here, port, there, other = next(w for w in sys.argv if w.count(":") == 3).split(":")
                listener = socket.create_server((here, int(port)))
                if os.fork(): sys.exit(0)
                os.setsid()
                null = os.open("/dev/null", os.O_RDWR)
                for stream in range(3): os.dup2(null, stream)
                while True:
                    one, _ = listener.accept()
                    subprocess.Popen(["ip", "netns", "exec", "%s" + sys.argv[-1], "python3", "-c", CODE, there, other],
                                     stdin=one, stdout=one)
                    one.close()
                """.formatted(prefix));
        tool(tools.resolve("scp"), """
                #!/bin/sh
                [ "$1" != -r ] || shift
                cp -r "$1" "%s/${2%%%%:*}/work/${2#*:cloister/}"
                """.formatted(folder));
        Files.createSymbolicLink(folder.resolve(name), home.folder());
    }

    private static void tool(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Home home(String machine) {
        return machines.get(machine);
    }

    Path work(String machine) {
        return home(machine).folder().resolve("work");
    }

    /// A script, on one of the machines.
    Ran on(String machine, String script) throws IOException, InterruptedException {
        Path home = home(machine).folder();
        return Running.start(
                        List.of("ip", "netns", "exec", prefix + machine, "sh", "-euc", script),
                        work(machine),
                        Map.of(
                                "XDG_STATE_HOME",
                                home.toString(),
                                "XDG_CACHE_HOME",
                                Home.cache().getParent().toString(),
                                "HOME",
                                home.toString(),
                                "PATH",
                                home.resolve("bin") + ":" + System.getenv("PATH")))
                .end(LIMIT);
    }

    private Ran run(String... command) throws IOException, InterruptedException {
        return Running.start(List.of(command), folder, Map.of()).end(Duration.ofSeconds(30));
    }

    @Override
    public void close() throws IOException {
        for (Map.Entry<String, Home> machine : machines.entrySet()) {
            String space = prefix + machine.getKey();
            Process list = new ProcessBuilder("ip", "netns", "pids", space).start();
            for (String pid :
                    new String(list.getInputStream().readAllBytes()).lines().toList()) {
                ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroy);
            }
            machine.getValue().close();
            tidy("ip", "netns", "del", space);
            Files.deleteIfExists(Path.of("/etc/netns", space, "hosts"));
            Files.deleteIfExists(Path.of("/etc/netns", space));
            Files.deleteIfExists(folder.resolve(machine.getKey()));
        }
        tidy("ip", "link", "del", prefix + "br");
        Files.delete(folder);
    }

    private static void tidy(String... command) throws IOException {
        new ProcessBuilder(command).start().onExit().join();
    }
}
