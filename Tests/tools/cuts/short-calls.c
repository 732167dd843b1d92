/* Loaded before the C library: no call moves more than seven bytes of a file. */
#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t few(int file, size_t count)
{
    struct stat status;
    return count > 7 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? 7 : count;
}

ssize_t write(int file, const void *bytes, size_t count)
{
    return syscall(SYS_write, file, bytes, few(file, count));
}

ssize_t read(int file, void *bytes, size_t count)
{
    return syscall(SYS_read, file, bytes, few(file, count));
}
