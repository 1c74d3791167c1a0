package dev.cloister.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Small sources compiled in memory, so that a rule can be seen to fire.
final class Fixture {
    private Fixture() {}

    /// Sources as `{name, text}` pairs: `("dev.cloister.bytes.Secret", "public class Secret {}")`; the package line
    /// is added.
    static List<Compiled> compile(String... namesAndTexts) {
        List<JavaFileObject> units = new ArrayList<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            units.add(new Text(namesAndTexts[i], namesAndTexts[i + 1]));
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new ArrayList<String>();
        var files = new Memory(compiler.getStandardFileManager(null, null, null));
        var task = compiler.getTask(
                null, files, message -> errors.add(message.toString()), List.of("-proc:none"), null, units);
        assertThat(task.call()).as(errors.toString()).isTrue();
        return files.made.stream()
                .map(made -> Compiled.of(made.bytes.toByteArray()))
                .toList();
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String body) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            text = name.equals("module-info") ? body : "package " + Compiled.packageOf(name) + ";\n" + body;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Made extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Made(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final List<Made> made = new ArrayList<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            Made file = new Made(className);
            made.add(file);
            return file;
        }
    }
}
