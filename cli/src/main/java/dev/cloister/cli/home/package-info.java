/// One user's home: where its state and caches are, its keys, its broker. Open
/// [dev.cloister.cli.home.HomeBroker] first.
package dev.cloister.cli.home;
