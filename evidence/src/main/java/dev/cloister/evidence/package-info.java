/// What hardware says, whether it is genuine, and whether it is acceptable.
package dev.cloister.evidence;
