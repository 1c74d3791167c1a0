package dev.cloister.tidy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// No file of ours names a place that only some machines can reach: a package registry, somebody's folder.
final class Places {
    /// In halves, so that this file does not name them either.
    private static final List<String> REGISTRIES = List.of(
            "repo.maven" + ".apache.org",
            "repo1.maven" + ".org",
            "repo.maven" + ".org",
            "central.sonatype" + ".com",
            "oss.sonatype" + ".org",
            "registry.npmjs" + ".org",
            "registry.yarnpkg" + ".com",
            "pypi" + ".org",
            "pythonhosted" + ".org",
            "static.crates" + ".io",
            "index.crates" + ".io",
            "proxy.golang" + ".org",
            "sum.golang" + ".org",
            "rubygems" + ".org",
            "plugins.gradle" + ".org");

    private static final String BEGINS = "(?<![\\w./*-])";
    private static final Pattern SHARED_BY_HABIT = Pattern.compile(BEGINS + "/(Users|work|workspace)/[\\w.-]+");

    private Places() {}

    static List<String> registries(List<Source> texts) {
        List<String> complaints = new ArrayList<>();
        for (Source text : texts) {
            for (String host : REGISTRIES) {
                if (text.text().contains(host)) complaints.add(text.path() + " names " + host);
            }
        }
        return complaints;
    }

    /// Absolute paths of a workplace: of this checkout, of the home of whoever runs this, and of folders that people
    /// work in by habit.
    static List<String> workplaces(List<Source> texts, Path checkout, Path home) {
        // The root user's home names nobody, and is a folder of every container image.
        boolean telling = home.getNameCount() > 1;
        Pattern own = telling ? Pattern.compile(BEGINS + Pattern.quote(home + "/") + "[\\w.-]+") : SHARED_BY_HABIT;
        List<String> complaints = new ArrayList<>();
        for (Source text : texts) {
            if (text.text().contains(checkout.toAbsolutePath().normalize() + "/")) {
                complaints.add(text.path() + " names this checkout's folder");
            }
            for (Pattern pattern : List.of(own, SHARED_BY_HABIT)) {
                var found = pattern.matcher(text.text());
                if (found.find()) complaints.add(text.path() + " names " + found.group());
            }
        }
        return complaints;
    }
}
