/* In the measured image, started by its web server for each GET: reads a file that lies in the root.
 *
 *   /cgi-bin/read?sequential    all of /data/sequential from start to end
 *   /cgi-bin/read?random        4 KiB of each block of 128 KiB of /data/random, in an order that jumps
 *
 * Answers with the number of reads. Each file is read once in a start: the second time it would be in memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, BLOCK = 128 << 10, PAGE = 4096 };

static char room[PIECE];

static long sequential(int file) {
    long reads = 0;
    ssize_t n;
    while ((n = read(file, room, PIECE)) > 0) reads++;
    return n < 0 ? -1 : reads;
}

/* 89 has no divisor in common with a power of two, so each block comes once. */
static long jumping(int file, long blocks) {
    for (long i = 0; i < blocks; i++) {
        long block = i * 89 % blocks, page = i * 7 % (BLOCK / PAGE);
        if (pread(file, room, PAGE, block * BLOCK + page * PAGE) != PAGE) return -1;
    }
    return blocks;
}

int main(void) {
    const char *query = getenv("QUERY_STRING");
    int in_order = query && !strcmp(query, "sequential");
    int file = open(in_order ? "/data/sequential" : "/data/random", O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about)) return 1;
    printf("Content-Type: text/plain\r\n\r\n%ld\n",
           in_order ? sequential(file) : jumping(file, about.st_size / BLOCK));
    return 0;
}
