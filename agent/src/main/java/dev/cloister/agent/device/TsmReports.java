package dev.cloister.agent.device;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Evidence;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Optional;

/// The kernel's TEE driver through configfs-tsm (specs snp-report 11): a folder for each report, made and
/// removed.
final class TsmReports implements ReportSource {
    /// What strerror says of ENXIO: no driver has registered.
    private static final String NO_PROVIDER = "No such device or address";

    private static final String ENTRY = "cloister";

    private final File reports;

    private TsmReports(File reports) {
        this.reports = reports;
    }

    /// Empty if no driver has registered with this kernel. Any other failure is no such answer and ends in an
    /// exception: it must not lead to the port.
    static Optional<TsmReports> find(File configfs) throws IOException {
        File reports = new File(configfs, "tsm/report");
        if (!reports.isDirectory()) {
            return Optional.empty();
        }
        File entry = new File(reports, ENTRY);
        try {
            Files.createDirectory(entry.toPath());
        } catch (FileSystemException e) {
            if (NO_PROVIDER.equals(e.getReason())) {
                return Optional.empty();
            }
            throw e;
        }
        remove(entry);
        return Optional.of(new TsmReports(reports));
    }

    @Override
    public Evidence.Snp report(Bytes reportData) throws IOException, Malformed {
        return new BusyDriver(new FreshEntry(reportData)).report();
    }

    /// One attempt, in a folder of its own.
    private final class FreshEntry implements BusyDriver.Attempt {
        private final Bytes reportData;

        FreshEntry(Bytes reportData) {
            this.reportData = reportData;
        }

        @Override
        public Evidence.Snp report() throws IOException, Malformed {
            File entry = new File(reports, ENTRY);
            Files.createDirectory(entry.toPath());
            try {
                return new TsmEntry(entry).report(reportData);
            } finally {
                remove(entry);
            }
        }
    }

    @Override
    public boolean emulated() {
        return false;
    }

    private static void remove(File entry) throws IOException {
        if (!entry.delete()) {
            throw new IOException("cannot remove " + entry);
        }
    }
}
