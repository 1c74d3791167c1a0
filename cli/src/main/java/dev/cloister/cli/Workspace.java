package dev.cloister.cli;

import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
/// What every subcommand works with.
import dev.cloister.cli.home.Install;

record Workspace(Home home, Install install, Screen screen) {

    HomeBroker broker() {
        return new HomeBroker(home, install);
    }

    BootSets bootSets() {
        return new BootSets(home, install, screen);
    }
}
