package dev.cloister.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// How large sources may grow, and that every package says what it is.
final class Sizes {
    static final int MAIN_LINES = 700;
    static final int TEST_LINES = 400;
    static final int METHOD_LINES = 70;

    private Sizes() {}

    static List<String> files(List<Source> sources) {
        List<String> complaints = new ArrayList<>();
        for (Source source : sources) {
            int cap = source.isTest() ? TEST_LINES : MAIN_LINES;
            long lines = source.text().lines().count();
            if (lines > cap) {
                complaints.add("%s has %d lines, more than %d".formatted(source.path(), lines, cap));
            }
        }
        return complaints;
    }

    /// From the line of the opening brace to that of the closing one.
    static List<String> methods(List<Source> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var units = sources.stream().map(Unit::new).toList();
        var options = List.of("-proc:none", "--release", "25");
        var task = (JavacTask) compiler.getTask(null, null, _ -> {}, options, null, units);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<String> complaints = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void none) {
                    if (method.getBody() != null) {
                        long from = line(positions.getStartPosition(unit, method.getBody()));
                        long lines = line(positions.getEndPosition(unit, method.getBody())) - from + 1;
                        if (lines > METHOD_LINES) {
                            complaints.add("%s line %d: %s has %d lines, more than %d"
                                    .formatted(
                                            unit.getSourceFile().getName().substring(1),
                                            from,
                                            method.getName(),
                                            lines,
                                            METHOD_LINES));
                        }
                    }
                    return super.visitMethod(method, none);
                }

                private long line(long position) {
                    return unit.getLineMap().getLineNumber(position);
                }
            }.scan(unit, null);
        }
        return complaints;
    }

    /// Every package of main code has its `package-info.java`.
    static List<String> packagesWithoutWords(List<Source> sources) {
        Set<String> packages = new TreeSet<>();
        Set<String> explained = new TreeSet<>();
        for (Source source : sources) {
            if (source.isTest() || source.fileName().equals("module-info.java")) continue;
            packages.add(source.folder());
            if (source.fileName().equals("package-info.java")) explained.add(source.folder());
        }
        packages.removeAll(explained);
        return packages.stream().map(name -> name + " has no package-info.java").toList();
    }

    private static final class Unit extends SimpleJavaFileObject {
        private final Source source;

        Unit(Source source) {
            super(URI.create("memory:///" + source.path()), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }
    }
}
