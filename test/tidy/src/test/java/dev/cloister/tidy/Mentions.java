package dev.cloister.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What pages say of this checkout: links, files, tests and their methods, attacks of the
/// drill. Each must be there.
final class Mentions {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern JAVA = Pattern.compile("(?:([a-z][a-z0-9/-]*)/…/)?((?:[a-z0-9]+/)*[A-Z]\\w*)\\.java");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*Test)(?:\\.(\\w+))?");
    private static final Pattern PATH = Pattern.compile("([a-z0-9.-]+)/[\\w./-]*");

    private final List<Source> texts;

    /// @param texts every text file of the checkout
    Mentions(List<Source> texts) {
        this.texts = texts;
    }

    /// All that the pages name and nobody has.
    List<String> missing() {
        List<String> complaints = new ArrayList<>();
        for (Source page : texts) {
            if (page.path().endsWith(".md")) {
                LINK.matcher(page.text()).results().forEach(link -> link(page, link.group(1), complaints));
                CODE.matcher(page.text()).results().forEach(code -> code(page, code.group(1), complaints));
                attacks(page, complaints);
            }
        }
        return complaints;
    }

    /// In tables with a column `shown by`, what is not a test or a file is an attack of the drill.
    private void attacks(Source page, List<String> complaints) {
        boolean shown = false;
        for (String line : page.text().lines().toList()) {
            shown = line.startsWith("|") && (shown || line.endsWith("| shown by |"));
            String last = shown ? line.substring(line.lastIndexOf('|', line.length() - 2)) : "";
            CODE.matcher(last).results().map(code -> code.group(1)).forEach(name -> {
                if (name.matches("[a-z0-9-]+") && !isAttack(name)) {
                    complaints.add(page.path() + " names the attack `" + name + "`, which docs/drill.md has not");
                }
            });
        }
    }

    private boolean isAttack(String name) {
        return texts.stream()
                .anyMatch(file ->
                        file.path().equals("docs/drill.md") && file.text().contains("\n| `" + name + "` |"));
    }

    private void link(Source page, String target, List<String> complaints) {
        if (target.isEmpty() || target.contains("://")) {
            return;
        }
        String path = java.nio.file.Path.of(page.path())
                .resolveSibling(target)
                .normalize()
                .toString();
        if (!exists(path)) {
            complaints.add(page.path() + " links to " + target + ", which is not there");
        }
    }

    private void code(Source page, String words, List<String> complaints) {
        Optional<String> wrong = Optional.empty();
        if (JAVA.matcher(words).matches()) {
            wrong = java(match(JAVA, words));
        } else if (TEST.matcher(words).matches()) {
            wrong = test(match(TEST, words));
        } else if (isOurs(page, words)) {
            wrong = exists(words.replaceAll("/$", "")) ? Optional.empty() : Optional.of("is not there");
        }
        wrong.ifPresent(why -> complaints.add(page.path() + " names `" + words + "`, which " + why));
    }

    /// On a page further down it may be another project's, or stand in that page's own folder.
    private boolean isOurs(Source page, String words) {
        return !page.path().contains("/")
                && !words.contains("/target/")
                && PATH.matcher(words).matches()
                && isFolder(match(PATH, words).group(1));
    }

    private static MatchResult match(Pattern pattern, String words) {
        var matcher = pattern.matcher(words);
        matcher.matches();
        return matcher.toMatchResult();
    }

    private Optional<String> java(MatchResult name) {
        String below = name.group(1) == null ? "" : name.group(1) + "/";
        String end = "/" + name.group(2) + ".java";
        return texts.stream()
                        .anyMatch(file ->
                                file.path().startsWith(below) && file.path().endsWith(end))
                ? Optional.empty()
                : Optional.of("is no file");
    }

    private Optional<String> test(MatchResult name) {
        Optional<Source> file = texts.stream()
                .filter(one -> one.path().endsWith("/" + name.group(1) + ".java"))
                .findFirst();
        if (file.isEmpty()) {
            return Optional.of("is no test");
        }
        String method = name.group(2);
        return method == null || file.get().text().contains(" " + method + "(")
                ? Optional.empty()
                : Optional.of("has no such method");
    }

    private boolean isFolder(String name) {
        return texts.stream().anyMatch(file -> file.path().startsWith(name + "/"));
    }

    private boolean exists(String path) {
        return path.isEmpty()
                || texts.stream()
                        .anyMatch(
                                file -> file.path().equals(path) || file.path().startsWith(path + "/"));
    }
}
