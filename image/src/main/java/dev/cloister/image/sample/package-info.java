/// Small images made from Debian packages, without root and without a container engine, for the demo, the
/// documents and the tests.
package dev.cloister.image.sample;
