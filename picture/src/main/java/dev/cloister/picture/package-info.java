/// Chains and boundaries as SVG text, and the proof page.
package dev.cloister.picture;
