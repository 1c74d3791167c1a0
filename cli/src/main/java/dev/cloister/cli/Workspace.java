package dev.cloister.cli;

import dev.cloister.cli.home.Home;
import dev.cloister.cli.home.HomeBroker;
import dev.cloister.cli.home.Install;

/// What every subcommand works with.
record Workspace(HomeBroker broker, Screen screen) {

    Home home() {
        return broker.home();
    }

    Install install() {
        return broker.install();
    }

    BootSets bootSets() {
        return new BootSets(home(), install(), screen);
    }
}
