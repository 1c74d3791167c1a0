/// What an answer about a guest rests on, kept in a file that anybody can check again, and the release policy it was
/// held against. Open [dev.cloister.cli.proof.Proof] first.
package dev.cloister.cli.proof;
