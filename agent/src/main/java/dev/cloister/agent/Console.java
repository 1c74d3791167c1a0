package dev.cloister.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The serial console, which the host reads: how far the guest has come, and why it ended. Nothing else of the
/// agent or its container ever goes there.
final class Console {
    /// A sentence may quote what the host itself supplied.
    private static final int MAX_LINE = 400;

    private static final int MAX_UPTIME_BYTES = 64;

    private final OutputStream out;
    private final File uptime;

    /// `proc` is `/proc`.
    Console(OutputStream out, File proc) {
        this.out = out;
        this.uptime = new File(proc, "uptime");
    }

    /// Steps of a start that the host is told of.
    enum Stage {
        INIT_DATA_CHECKED("init-data-checked"),
        NETWORK_UP("network-up"),
        ATTESTED("attested"),
        RESOURCES_RECEIVED("resources-received"),
        IMAGE_OPEN("image-open"),
        CONTAINER_STARTED("container-started"),
        CONTAINER_ENDED("container-ended");

        private final String word;

        Stage(String word) {
            this.word = word;
        }
    }

    void stage(Stage stage) {
        line("cloister: stage " + stage.word + " " + seconds());
    }

    void end(End end) {
        line("cloister: end " + end.code() + " " + end.sentence());
    }

    /// Of the guest's clock since boot; 0 where it cannot be read.
    private String seconds() {
        try (FileInputStream in = new FileInputStream(uptime)) {
            String text = new String(in.readNBytes(MAX_UPTIME_BYTES), StandardCharsets.US_ASCII);
            int space = text.indexOf(' ');
            return space < 0 ? "0" : text.substring(0, space);
        } catch (IOException e) {
            return "0";
        }
    }

    /// One line whatever the text, in one write; a console that is gone stops nothing.
    private void line(String text) {
        byte[] line = new byte[Math.min(text.length(), MAX_LINE) + 1];
        for (int i = 0; i < line.length - 1; i++) {
            char c = text.charAt(i);
            line[i] = (byte) (c < ' ' || c > '~' ? '?' : c);
        }
        line[line.length - 1] = '\n';
        try {
            out.write(line);
            out.flush();
        } catch (IOException e) {
            // nobody to tell
        }
    }
}
