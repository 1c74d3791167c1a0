package dev.cloister.tidy;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One class file of ours. Names are as in source, nested types with `$`.
record Compiled(ClassModel model) {
    static final String ROOT = "dev.cloister.";

    /// Types of ours inside descriptors and generic signatures: `Ldev/cloister/bytes/Bytes;`.
    private static final Pattern OURS = Pattern.compile("L(dev/cloister/[\\w/$]+)[;<]");

    static Compiled of(byte[] classFile) {
        return new Compiled(ClassFile.of().parse(classFile));
    }

    /// All classes below `folder`, the module descriptor among them.
    static List<Compiled> in(Path folder) throws IOException {
        List<Compiled> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                all.add(of(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    boolean isModuleDescriptor() {
        return model.isModuleInfo();
    }

    String name() {
        return model.thisClass().asInternalName().replace('/', '.');
    }

    String packageName() {
        return packageOf(name());
    }

    static String packageOf(String name) {
        return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
    }

    /// The folder that a name of ours belongs to: `dev.cloister.evidence.snp.SnpReport` is of `evidence`.
    static String moduleOf(String name) {
        String rest = name.substring(ROOT.length());
        return rest.substring(0, rest.indexOf('.') < 0 ? rest.length() : rest.indexOf('.'));
    }

    String module() {
        return moduleOf(name());
    }

    /// The name in the source, without package and outer types; empty for lambdas' and anonymous classes.
    String simpleName() {
        String last = name().substring(Math.max(name().lastIndexOf('.'), name().lastIndexOf('$')) + 1);
        return last.chars().allMatch(Character::isDigit) ? "" : last.replaceFirst("^\\d+", "");
    }

    /// Every type of ours that this class mentions anywhere, itself left out.
    Set<String> references() {
        Set<String> found = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && type.asInternalName().startsWith("dev/cloister/")) {
                found.add(type.asInternalName().replace('/', '.'));
            } else if (entry instanceof Utf8Entry text) {
                Matcher names = OURS.matcher(text.stringValue());
                while (names.find()) {
                    found.add(names.group(1).replace('/', '.'));
                }
            }
        }
        found.remove(name());
        return found;
    }

    List<String> strings() {
        List<String> found = new ArrayList<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof StringEntry text) {
                found.add(text.stringValue());
            }
        }
        return found;
    }

    boolean isPublic() {
        int flags = model.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(inner -> inner.classes().stream())
                .filter(inner -> inner.innerClass().equals(model.thisClass()))
                .map(inner -> inner.flagsMask())
                .findFirst()
                .orElse(model.flags().flagsMask());
        return (flags & AccessFlag.PUBLIC.mask()) != 0;
    }
}
