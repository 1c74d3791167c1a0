/// What Cloister occupies on this disk ([dev.cloister.cli.clean.Occupied]), and what of it may go. Nothing that cannot
/// be had again is among that: no key, no record of a release, no running guest.
package dev.cloister.cli.clean;
