package dev.cloister.image.flatten;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.flatten.Node.Folder;
import dev.cloister.image.flatten.Node.Leaf;
import dev.cloister.image.flatten.Node.Slot;
import dev.cloister.image.tar.EntryKind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One way from the root to a folder. Symbolic links are followed inside the tree: `/` is the tree's root,
/// and nothing is above it.
final class Walk {
    private static final int MAX_LINKS = 40;
    private static final int MAX_STEPS = 10_000;
    private static final int MAX_DEPTH = 1024;

    private final Folder root;
    private final int layer;
    private final Budget budget;
    private final Function<String, Malformed> bad;
    private final Deque<Folder> way = new ArrayDeque<>();
    private final Deque<String> ahead = new ArrayDeque<>();
    private int links;
    private int steps;

    Walk(Folder root, int layer, Budget budget, Function<String, Malformed> bad) {
        this.root = root;
        this.layer = layer;
        this.budget = budget;
        this.bad = bad;
    }

    /// The folder, if all on the way to it is there.
    Optional<Folder> find(List<String> names) throws Malformed {
        return go(names, false);
    }

    /// The folder; what is missing on the way is made, owned by root.
    Folder make(List<String> names) throws Malformed {
        return go(names, true).orElseThrow();
    }

    private Optional<Folder> go(List<String> names, boolean make) throws Malformed {
        way.push(root);
        ahead.addAll(names);
        while (!ahead.isEmpty()) {
            if (++steps > MAX_STEPS) {
                throw bad.apply("lies behind too many symbolic links");
            }
            String name = ahead.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (way.size() > 1) {
                    way.pop();
                }
                continue;
            }
            Slot slot = way.element().slots.get(name);
            if (slot == null && !make) {
                return Optional.empty();
            }
            if (slot == null) {
                budget.node(name, bad);
                slot = new Slot(new Folder(), layer);
                way.element().slots.put(name, slot);
            }
            enter(slot.node());
        }
        return Optional.of(way.element());
    }

    private void enter(Node node) throws Malformed {
        switch (node) {
            case Folder folder -> {
                way.push(folder);
                if (way.size() > MAX_DEPTH) {
                    throw bad.apply("lies in more than " + MAX_DEPTH + " folders");
                }
            }
            case Leaf leaf -> follow(leaf);
        }
    }

    private void follow(Leaf leaf) throws Malformed {
        if (leaf.kind() != EntryKind.SYMLINK) {
            throw bad.apply("has something on its way that is neither a folder nor a symbolic link");
        }
        if (++links > MAX_LINKS) {
            throw bad.apply("lies behind more than " + MAX_LINKS + " symbolic links");
        }
        if (leaf.linkTarget().startsWith("/")) {
            way.clear();
            way.push(root);
        }
        List<String> target = Arrays.asList(leaf.linkTarget().split("/", -1));
        target.reversed().forEach(ahead::push);
    }
}
