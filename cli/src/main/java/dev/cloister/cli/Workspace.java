package dev.cloister.cli;

import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
import dev.cloister.cli.home.Install;

/// What every subcommand works with.
record Workspace(Home home, Install install, Screen screen) {

    HomeBroker broker() {
        return new HomeBroker(home, install);
    }

    BootSets bootSets() {
        return new BootSets(home, install, screen);
    }
}
