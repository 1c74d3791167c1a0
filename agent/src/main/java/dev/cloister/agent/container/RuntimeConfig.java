package dev.cloister.agent.container;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The OCI runtime config (version 1.0.2) of the one container: process, mounts and limits as Docker gives them
/// to an image run without options.
///
/// What differs: no network namespace and no name service, as the VM is the boundary; a file-creation mask and
/// a limit of open files of its own, as the agent's must not be inherited; a short list of refused system calls
/// instead of Docker's long list of permitted ones, as a kernel of one container has no neighbours to protect,
/// only the agent.
final class RuntimeConfig {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String[] CAPABILITIES = {
        "CAP_CHOWN",
        "CAP_DAC_OVERRIDE",
        "CAP_FSETID",
        "CAP_FOWNER",
        "CAP_MKNOD",
        "CAP_NET_RAW",
        "CAP_SETGID",
        "CAP_SETUID",
        "CAP_SETFCAP",
        "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE",
        "CAP_SYS_CHROOT",
        "CAP_KILL",
        "CAP_AUDIT_WRITE"
    };

    private static final String[] MASKED = {
        "/proc/acpi",
        "/proc/asound",
        "/proc/interrupts",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/sched_debug",
        "/proc/scsi",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/sys/devices/virtual/powercap",
        "/sys/firmware"
    };

    private static final String[] READ_ONLY = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"
    };

    /// Those of Docker's refused calls that need no capability, or behind which holes were found: ways to the
    /// kernel that no ordinary program takes. User namespaces are off in this guest ({@link GuestKernel}).
    private static final String[] REFUSED_CALLS = {
        "add_key",
        "keyctl",
        "request_key",
        "bpf",
        "perf_event_open",
        "userfaultfd",
        "io_uring_setup",
        "io_uring_enter",
        "io_uring_register",
        "kexec_load",
        "kexec_file_load",
        "init_module",
        "finit_module",
        "delete_module",
        "open_by_handle_at"
    };

    /// As systemd gives them to every service, and so Docker to its containers.
    private static final long OPEN_FILES_SOFT = 1024;

    private static final long OPEN_FILES_HARD = 524_288;
    private static final long UMASK = 0022;

    /// The kernel, short of memory, is to end the container and not the agent.
    private static final long OOM_SCORE = 500;

    private RuntimeConfig() {}

    /// Files of the guest that the container sees in its own place.
    ///
    /// @param options beside `bind`
    record Bind(String source, String destination, List<String> options) {
        Bind {
            options = List.copyOf(options);
        }
    }

    static JsonObject of(ImageConfig image, Account account, String root, String hostname, List<Bind> binds) {
        return Json.object()
                .put("ociVersion", "1.0.2")
                .put("process", process(image, account, hostname))
                .put(
                        "root",
                        Json.object().put("path", root).put("readonly", false).build())
                .put("hostname", hostname)
                .put("mounts", mounts(binds))
                .put("linux", linux())
                .build();
    }

    private static JsonObject process(ImageConfig image, Account account, String hostname) {
        JsonObject.Builder user = Json.object()
                .put("uid", account.uid())
                .put("gid", account.gid())
                .put("umask", UMASK);
        if (!account.groups().isEmpty()) {
            List<Json> groups = new ArrayList<>();
            for (Long group : account.groups()) {
                groups.add(Json.number(group));
            }
            user.put("additionalGids", Json.array(groups));
        }
        JsonArray all = texts(CAPABILITIES);
        JsonArray effective = account.uid() == 0 ? all : texts();
        return Json.object()
                .put("terminal", false)
                .put("user", user.build())
                .put("args", texts(image.arguments()))
                .put("env", texts(environment(image, account, hostname)))
                .put("cwd", image.workingDirectory())
                .put(
                        "capabilities",
                        Json.object()
                                .put("bounding", all)
                                .put("effective", effective)
                                .put("permitted", effective)
                                .build())
                .put("rlimits", Json.array(List.of(openFiles())))
                .put("noNewPrivileges", false)
                .put("oomScoreAdj", OOM_SCORE)
                .build();
    }

    private static JsonObject openFiles() {
        return Json.object()
                .put("type", "RLIMIT_NOFILE")
                .put("hard", OPEN_FILES_HARD)
                .put("soft", OPEN_FILES_SOFT)
                .build();
    }

    /// What Docker adds comes first, and the image's own value of the same name takes its place.
    private static List<String> environment(ImageConfig image, Account account, String hostname) {
        List<String> environment = new ArrayList<>();
        environment.add("PATH=" + DEFAULT_PATH);
        environment.add("HOSTNAME=" + hostname);
        environment.add("HOME=" + account.home());
        for (String entry : image.environment()) {
            String name = entry.substring(0, entry.indexOf('=') + 1);
            for (int i = 0; i < environment.size(); i++) {
                if (environment.get(i).startsWith(name)) {
                    environment.remove(i);
                    break;
                }
            }
            environment.add(entry);
        }
        return environment;
    }

    private static JsonArray mounts(List<Bind> binds) {
        List<Json> mounts = new ArrayList<>();
        mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
        mounts.add(mount(
                "/dev/pts",
                "devpts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5"));
        mounts.add(mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"));
        mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
        mounts.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"));
        for (Bind bind : binds) {
            List<String> options = new ArrayList<>(bind.options());
            options.add("bind");
            mounts.add(mount(bind.destination(), "bind", bind.source(), options.toArray(new String[0])));
        }
        return Json.array(mounts);
    }

    private static JsonObject mount(String destination, String type, String source, String... options) {
        return Json.object()
                .put("destination", destination)
                .put("type", type)
                .put("source", source)
                .put("options", texts(options))
                .build();
    }

    private static JsonObject linux() {
        List<Json> namespaces = new ArrayList<>();
        for (String type : new String[] {"pid", "mount", "ipc", "uts", "cgroup"}) {
            namespaces.add(Json.object().put("type", type).build());
        }
        return Json.object()
                .put("cgroupsPath", "/container")
                .put("resources", Json.object().put("devices", devices()).build())
                .put("namespaces", Json.array(namespaces))
                .put("maskedPaths", texts(MASKED))
                .put("readonlyPaths", texts(READ_ONLY))
                .put("seccomp", seccomp())
                .build();
    }

    /// Nodes may be made, but only these be opened: null, zero, full, random, urandom, tty, ptmx, pts.
    private static JsonArray devices() {
        List<Json> devices = new ArrayList<>();
        devices.add(Json.object().put("allow", false).put("access", "rwm").build());
        devices.add(device("c", -1, -1, "m"));
        devices.add(device("b", -1, -1, "m"));
        for (int minor : new int[] {3, 5, 7, 8, 9}) {
            devices.add(device("c", 1, minor, "rwm"));
        }
        // Not 1, the console: it is the host's, and what stands there counts as the agent's word.
        for (int minor : new int[] {0, 2}) {
            devices.add(device("c", 5, minor, "rwm"));
        }
        devices.add(device("c", 136, -1, "rwm"));
        return Json.array(devices);
    }

    /// A negative number stands for all.
    private static JsonObject device(String type, int major, int minor, String access) {
        JsonObject.Builder device = Json.object().put("allow", true).put("type", type);
        if (major >= 0) {
            device.put("major", major);
        }
        if (minor >= 0) {
            device.put("minor", minor);
        }
        return device.put("access", access).build();
    }

    private static JsonObject seccomp() {
        JsonObject refused = Json.object()
                .put("names", texts(REFUSED_CALLS))
                .put("action", "SCMP_ACT_ERRNO")
                .build();
        return Json.object()
                .put("defaultAction", "SCMP_ACT_ALLOW")
                .put("architectures", texts("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"))
                .put("syscalls", Json.array(List.of(refused)))
                .build();
    }

    private static JsonArray texts(String... texts) {
        return texts(List.of(texts));
    }

    private static JsonArray texts(List<String> texts) {
        List<Json> items = new ArrayList<>();
        for (String text : texts) {
            items.add(Json.text(text));
        }
        return Json.array(items);
    }
}
