/// One command for all of it.
package dev.cloister.cli;
