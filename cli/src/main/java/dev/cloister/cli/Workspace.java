package dev.cloister.cli;

/// What every subcommand works with.
record Workspace(Home home, Install install, Screen screen) {

    HomeBroker broker() {
        return new HomeBroker(home, install);
    }

    BootSets bootSets() {
        return new BootSets(home, install, screen);
    }
}
