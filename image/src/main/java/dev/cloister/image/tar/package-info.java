/// Tar streams as layers and archives are written: POSIX ustar and pax (IEEE 1003.1, "pax Interchange
/// Format") and the GNU forms of long names and large numbers, read strictly and written in one form only.
///
/// Names are byte strings, not text: they are held as strings of ISO 8859-1, one character for each byte, so
/// that their order is that of the bytes and nothing is lost. {@link dev.cloister.image.tar.TarReader} is the
/// one to open first.
package dev.cloister.image.tar;
