/// What hardware will say: launch digests, predicted before boot.
package dev.cloister.measure;
