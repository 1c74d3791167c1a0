/// What a host can see: a search for canaries, in every common encoding and inside compressed streams, through all
/// that a host holds. Open [Sight] first, then [Holdings].
package dev.cloister.cli.drill.sight;
