/// What `cloister measure` is asked for, read from files and the words of a command line: a launch to predict,
/// an ID block to sign. Open [dev.cloister.cli.measure.LaunchFiles] first.
package dev.cloister.cli.measure;
