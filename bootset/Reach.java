import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.EnclosingMethodAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleExportInfo;
import java.lang.classfile.attribute.ModuleRequireInfo;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Of some modules only the classes that one of them can reach from its main class, so that the guest's runtime holds
/// no others and a class that the agent does not know changes no measurement. Used by `stage/initrd` only.
///
///     Reach OUT MODULE/MAIN.CLASS IN.jar…     a folder for each module in OUT, ready for jlink
///
/// A class reaches those that its code, its fields, methods and supertypes name, and those it is nested in; not those
/// that it merely permits to extend it or that are nested in it. What cannot be followed this way ends the build:
/// classes and services found by name, resources, native methods, a class that is neither in these modules nor in
/// java.base. Each module's descriptor is made anew of what is left: it requires those of these modules that have
/// classes here, and java.base, and exports its packages that have some.
///
/// Exit codes: 0 done; 1 with one sentence on standard error.
public final class Reach {
    /// In the descriptors and signatures of fields and methods.
    private static final Pattern NAMED = Pattern.compile("L([^;]+);");

    /// Ways to what no class file names, by owner and name.
    private static final Set<String> BY_NAME = Set.of(
            "java/lang/Class.forName",
            "java/lang/Class.getResource",
            "java/lang/Class.getResourceAsStream",
            "java/lang/Module.getResourceAsStream",
            "java/lang/ClassLoader.loadClass",
            "java/lang/ClassLoader.getResource",
            "java/lang/ClassLoader.getResourceAsStream",
            "java/lang/invoke/MethodHandles$Lookup.findClass",
            "java/util/ServiceLoader.load",
            "java/util/ResourceBundle.getBundle");

    /// One class of the input: its module's name and its bytes.
    private record Known(String module, byte[] bytes) {}

    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, ModuleAttribute> modules = new TreeMap<>();
    private final Set<String> reached = new TreeSet<>();
    private final Deque<String> ahead = new ArrayDeque<>();
    private final ModuleReader base;

    /// Needed to check the code that is written for the walk.
    private final ClassHierarchyResolver relatives = ClassHierarchyResolver.ofResourceParsing(this::bytes)
            .orElse(ClassHierarchyResolver.defaultResolver());

    private Reach(ModuleReader base) {
        this.base = base;
    }

    public static void main(String[] args) throws IOException {
        String module = args[1].substring(0, args[1].indexOf('/'));
        String main = args[1].substring(module.length() + 1).replace('.', '/');
        try (ModuleReader base = ModuleFinder.ofSystem()
                .find("java.base")
                .orElseThrow()
                .open()) {
            Reach reach = new Reach(base);
            for (String jar : Arrays.asList(args).subList(2, args.length)) {
                reach.read(Path.of(jar));
            }
            reach.follow(main);
            reach.write(Path.of(args[0]));
        } catch (Unreachable e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// What this program does not do; its message is a sentence.
    private static final class Unreachable extends RuntimeException {
        Unreachable(String sentence) {
            super(sentence);
        }
    }

    private void read(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry descriptor = zip.getEntry("module-info.class");
            if (descriptor == null) {
                throw new Unreachable(jar.getFileName() + " is no named module");
            }
            ModuleAttribute module = parse(zip.getInputStream(descriptor).readAllBytes())
                    .findAttribute(Attributes.module())
                    .orElseThrow();
            String name = module.moduleName().name().stringValue();
            modules.put(name, module);
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    byte[] bytes = zip.getInputStream(entry).readAllBytes();
                    known.put(entry.getName().replaceFirst("[.]class$", ""), new Known(name, bytes));
                }
            }
        }
    }

    private InputStream bytes(ClassDesc type) {
        String text = type.descriptorString();
        Known one = known.get(text.substring(1, text.length() - 1));
        return one == null ? null : new ByteArrayInputStream(one.bytes());
    }

    private static ClassModel parse(byte[] bytes) {
        return ClassFile.of().parse(bytes);
    }

    // --- what is reached ----------------------------------------------------------------------------------------

    private void follow(String main) throws IOException {
        reach(main, "the guest's start");
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            follow(name, parse(known.get(name).bytes()));
        }
    }

    private void reach(String name, String from) throws IOException {
        if (reached.contains(name)) {
            return;
        }
        if (known.containsKey(name)) {
            reached.add(name);
            ahead.push(name);
        } else if (base.find(name + ".class").isEmpty()) {
            throw new Unreachable("the agent reaches " + from.replace('/', '.') + ", which needs " + name.replace('/', '.')
                    + ", and the guest has java.base and the agent's own modules only");
        }
    }

    private void follow(String name, ClassModel model) throws IOException {
        for (InnerClassInfo nested : model.findAttribute(Attributes.innerClasses())
                .map(InnerClassesAttribute::classes)
                .orElse(List.of())) {
            if (nested.innerClass().asInternalName().equals(name) && nested.outerClass().isPresent()) {
                reach(nested.outerClass().get().asInternalName(), name);
            }
        }
        if (model.findAttribute(Attributes.enclosingMethod()).isPresent()) {
            reach(model.findAttribute(Attributes.enclosingMethod()).get().enclosingClass().asInternalName(), name);
        }
        ClassModel code = parse(withoutRelatives(model));
        for (FieldModel field : code.fields()) {
            reachNamed(field.fieldType().stringValue(), name);
        }
        for (MethodModel method : code.methods()) {
            if (method.flags().has(AccessFlag.NATIVE)) {
                throw new Unreachable(name.replace('/', '.') + " has a native method, and no library goes with it");
            }
            reachNamed(method.methodType().stringValue(), name);
        }
        for (PoolEntry entry : code.constantPool()) {
            follow(name, entry);
        }
    }

    /// The class with a constant pool of its own code only: what it says of its relatives, and for debuggers, is gone.
    private byte[] withoutRelatives(ClassModel model) {
        return ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(relatives),
                        ClassFile.ConstantPoolSharingOption.NEW_POOL,
                        ClassFile.DebugElementsOption.DROP_DEBUG,
                        ClassFile.LineNumbersOption.DROP_LINE_NUMBERS)
                .transformClass(
                        model,
                        ClassTransform.dropping(element -> element instanceof InnerClassesAttribute
                                || element instanceof NestMembersAttribute
                                || element instanceof PermittedSubclassesAttribute
                                || element instanceof EnclosingMethodAttribute));
    }

    private void follow(String name, PoolEntry entry) throws IOException {
        if (entry instanceof MemberRefEntry member) {
            String called = member.owner().asInternalName() + "." + member.name().stringValue();
            if (BY_NAME.contains(called)) {
                throw new Unreachable("the agent reaches " + name.replace('/', '.') + ", which calls "
                        + called.replace('/', '.') + "; what that finds would not be in the guest");
            }
        } else if (entry instanceof ClassEntry type) {
            String internal = type.asInternalName();
            if (internal.startsWith("[")) {
                reachNamed(internal, name);
            } else {
                reach(internal, name);
            }
        } else if (entry instanceof NameAndTypeEntry typed) {
            reachNamed(typed.type().stringValue(), name);
        } else if (entry instanceof MethodTypeEntry type) {
            reachNamed(type.descriptor().stringValue(), name);
        }
    }

    private void reachNamed(String descriptor, String from) throws IOException {
        for (String name : NAMED.matcher(descriptor).results().map(found -> found.group(1)).toList()) {
            reach(name, from);
        }
    }

    // --- what is written ----------------------------------------------------------------------------------------

    private void write(Path out) throws IOException {
        Map<String, Set<String>> packages = new TreeMap<>();
        for (String name : reached) {
            Known one = known.get(name);
            Path file = out.resolve(one.module()).resolve(name + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, one.bytes());
            packages.computeIfAbsent(one.module(), module -> new TreeSet<>()).add(name.substring(0, name.lastIndexOf('/')));
        }
        for (String module : packages.keySet()) {
            Files.write(
                    out.resolve(module).resolve("module-info.class"), descriptor(module, packages));
        }
    }

    /// In the order in which the module's own source has them.
    private byte[] descriptor(String module, Map<String, Set<String>> packages) {
        ModuleAttribute full = modules.get(module);
        return ClassFile.of().buildModule(ModuleAttribute.of(full.moduleName(), made -> {
            made.moduleFlags(full.moduleFlagsMask());
            for (ModuleRequireInfo required : full.requires()) {
                String name = required.requires().name().stringValue();
                if (name.equals("java.base")) {
                    made.requires(ModuleRequireInfo.of(required.requires(), required.requiresFlagsMask(), null));
                } else if (packages.containsKey(name)) {
                    made.requires(required);
                } else if (!modules.containsKey(name) && !required.has(AccessFlag.STATIC_PHASE)) {
                    throw new Unreachable("the module " + module + " requires " + name
                            + ", which is not in the guest; make it \"requires static\"");
                }
            }
            for (ModuleExportInfo exported : full.exports()) {
                if (packages.get(module).contains(exported.exportedPackage().name().stringValue())) {
                    made.exports(exported);
                }
            }
        }));
    }
}
