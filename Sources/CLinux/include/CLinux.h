#pragma once

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

/* openat2(2) has no wrapper in glibc, and Swift imports no variadic function such as syscall(2). */
static inline int linux_openat2(int directory, const char *path, unsigned long long flags,
                                unsigned long long mode, unsigned long long resolve)
{
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

/* pidfd_open(2); glibc has it from 2.36 only. */
static inline int linux_pidfd_open(pid_t process)
{
    return (int)syscall(SYS_pidfd_open, process, 0);
}

/* Whether something keeps the clock right, as systemd has it (`ntp_synced()` in its time-util.c): the
 * kernel knows it to be less than 16 seconds wrong. */
static inline int linux_clock_is_kept(void)
{
    struct timex state = {.modes = 0};
    return adjtimex(&state) >= 0 && state.maxerror < 16000000;
}

/* Swift's Glibc module leaves out what glibc declares for _GNU_SOURCE alone. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int pipe2(int ends[2], int flags);
int syncfs(int file);
extern char **environ;
static inline char **linux_environment(void)
{
    return environ;
}
