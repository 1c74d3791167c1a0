package dev.cloister.agent.container;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an image says about how it is run: the members of its OCI image config that matter here; all others,
/// known or not, are left alone.
///
/// @param arguments entrypoint followed by command, at least one
/// @param environment `NAME=value` each, in order
/// @param user as the image wrote it, possibly empty
/// @param workingDirectory absolute
public record ImageConfig(List<String> arguments, List<String> environment, String user, String workingDirectory) {
    /// A longer file is refused before it is read.
    public static final int MAX_BYTES = 1 << 20;

    private static final String STRUCTURE = "ImageConfig";

    /// OCI's schema needs four levels; `history` and labels of build tools stay below this.
    private static final int MAX_DEPTH = 16;

    public ImageConfig {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }

    public static ImageConfig parse(byte[] utf8) throws Malformed {
        JsonFields in = JsonFields.parse(STRUCTURE, utf8, MAX_DEPTH);
        JsonFields config = in.object("config");
        List<String> arguments = new ArrayList<>(texts(config, "Entrypoint"));
        arguments.addAll(texts(config, "Cmd"));
        if (arguments.isEmpty()) {
            throw config.bad("Entrypoint", "is missing, and so is Cmd");
        }
        if (arguments.get(0).isEmpty()) {
            throw config.bad("Entrypoint", "begins with an empty text");
        }
        String directory = text(config, "WorkingDir");
        if (directory.isEmpty()) {
            directory = "/";
        }
        if (directory.charAt(0) != '/') {
            throw config.bad("WorkingDir", "must be absolute");
        }
        return new ImageConfig(arguments, environment(config), text(config, "User"), directory);
    }

    private static List<String> environment(JsonFields config) throws Malformed {
        List<String> environment = texts(config, "Env");
        for (String entry : environment) {
            if (entry.indexOf('=') < 1) {
                throw config.bad("Env", "has an entry that is not NAME=value");
            }
        }
        return environment;
    }

    private static String text(JsonFields config, String name) throws Malformed {
        Optional<String> text = config.optionalText(name);
        return text.isEmpty() ? "" : checked(config, name, text.get());
    }

    private static List<String> texts(JsonFields config, String name) throws Malformed {
        Optional<List<Json>> items = config.optionalArray(name);
        if (items.isEmpty()) {
            return List.of();
        }
        List<String> texts = config.texts(name);
        for (String text : texts) {
            checked(config, name, text);
        }
        return texts;
    }

    /// A zero character would end the text early on its way to the program.
    private static String checked(JsonFields config, String name, String text) throws Malformed {
        if (text.indexOf('\0') >= 0) {
            throw config.bad(name, "has a zero character");
        }
        return text;
    }
}
