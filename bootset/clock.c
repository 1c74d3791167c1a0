/* Preloaded while the start-up archive is dumped: a monotonic clock that stands still. The JVM stores its uptime in
 * the archive (time stamps of archived soft references), the only thing that differs between two dumps. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, clock, now);
    if (!failed && clock == CLOCK_MONOTONIC) {
        now->tv_sec = 1000;
        now->tv_nsec = 0;
    }
    return failed;
}
