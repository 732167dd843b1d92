#pragma once

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/magic.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <linux/stat.h>
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

/* statx(2)'s attributes of a name, as far as the file system knows them; Linux 5.8 has the last. */
static const unsigned linux_append_only = STATX_ATTR_APPEND;
static const unsigned linux_immutable = STATX_ATTR_IMMUTABLE;
static const unsigned linux_mount_root = 0x2000;
static inline unsigned linux_attributes(int directory, const char *path)
{
    struct statx status = {0};
    int flags = 0x100 | 0x800; /* AT_SYMLINK_NOFOLLOW, AT_NO_AUTOMOUNT */
    if (syscall(SYS_statx, directory, path, flags, 0, &status) != 0) return 0;
    return (unsigned)(status.stx_attributes & status.stx_attributes_mask);
}

/* Whether files may be given to anybody: CAP_CHOWN (capabilities(7)). */
static inline int linux_may_change_owners(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
    return syscall(SYS_capget, &header, data) != 0 || (data[0].effective & 1u << CAP_CHOWN) != 0;
}

/* renameat2(2), which glibc declares for GNU's sources only: two names of one directory change
 * places, or a name is given that nothing has. */
static inline int linux_exchange(int directory, const char *one, const char *other)
{
    return (int)syscall(SYS_renameat2, directory, one, directory, other, 2u); /* RENAME_EXCHANGE */
}
static inline int linux_rename_to_new(int directory, const char *path, const char *name)
{
    return (int)syscall(SYS_renameat2, directory, path, directory, name, 1u); /* RENAME_NOREPLACE */
}

/* unshare(2): from now on, this process and those that it starts have a network with nothing in
 * it. */
static inline int linux_leave_network(void)
{
    return (int)syscall(SYS_unshare, 0x40000000); /* CLONE_NEWNET */
}

/* Whether something keeps the clock right, as systemd has it (`ntp_synced()` in its time-util.c):
 * the kernel knows it to be less than 16 seconds wrong. */
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
