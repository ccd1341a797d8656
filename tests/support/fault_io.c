// SPDX-License-Identifier: Apache-2.0
/// A preload library that makes one call of the write family fail, for tests of full and of broken disks.
///
///   FAULT_BELOW   only calls on files below this directory count
///   FAULT_AT      the call that fails, from 1
///   FAULT_MODE    once, forever, or short (a write stores half of its bytes, everything after it fails)
///   FAULT_ERRNO   ENOSPC or EIO
///   FAULT_FIRED   a file outside of FAULT_BELOW that gets one line when the call has failed
///
/// Threading: calls are counted over all threads; run the program with one worker for the same count every time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char below[PATH_MAX];
static size_t below_length;
static long fail_at;
static int fail_with = ENOSPC;
static enum { Once, Forever, Short } mode;
static atomic_long calls;

__attribute__((constructor)) static void configure(void) {
    const char* directory = getenv("FAULT_BELOW");
    const char* at = getenv("FAULT_AT");
    const char* how = getenv("FAULT_MODE");
    const char* what = getenv("FAULT_ERRNO");
    if (!directory || !at || !realpath(directory, below)) return;
    below_length = strlen(below);
    fail_at = atol(at);
    if (how) mode = strcmp(how, "forever") == 0 ? Forever : strcmp(how, "short") == 0 ? Short : Once;
    if (what && strcmp(what, "EIO") == 0) fail_with = EIO;
}

static void tell(const char* call, const char* path) {
    const char* fired = getenv("FAULT_FIRED");
    if (!fired) return;
    char line[PATH_MAX + 64];
    const int length = snprintf(line, sizeof line, "%s %s\n", call, path);
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, fired, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) return;
    if (length > 0) (void)!syscall(SYS_write, fd, line, (size_t)length);
    syscall(SYS_close, fd);
}

/// The verdict on a call on `path`: 0 go on, 1 fail, 2 write half.
static int judge(const char* call, const char* path) {
    if (below_length == 0 || strncmp(path, below, below_length) != 0) return 0;
    if (path[below_length] != '/' && path[below_length] != '\0') return 0;
    const long number = atomic_fetch_add(&calls, 1) + 1;
    if (number < fail_at || (number > fail_at && mode == Once)) return 0;
    if (number == fail_at) tell(call, path);
    if (number == fail_at && mode == Short && strstr(call, "write")) return 2;
    errno = fail_with;
    return 1;
}

static int judge_path(const char* call, int directory, const char* path) {
    char full[PATH_MAX];
    if (path[0] == '/') return judge(call, path);
    char base[PATH_MAX] = "";
    if (directory == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return 0;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        const ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0) return 0;
        base[length] = '\0';
    }
    if (snprintf(full, sizeof full, "%s/%s", base, path) >= (int)sizeof full) return 0;
    return judge(call, full);
}

static int judge_descriptor(const char* call, int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const int saved = errno;
    const ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length < 0) return 0;
    path[length] = '\0';
    return judge(call, path);
}

#define NEXT(name) \
    static __typeof__(name)* next; \
    if (!next) next = (__typeof__(name)*)dlsym(RTLD_NEXT, #name)

#define WRITER(name, ...) \
    NEXT(name); \
    switch (judge_descriptor(#name, fd)) { \
        case 1: return -1; \
        case 2: size = (size + 1) / 2; \
    } \
    return next(__VA_ARGS__)

ssize_t write(int fd, const void* bytes, size_t size) { WRITER(write, fd, bytes, size); }
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) { WRITER(pwrite, fd, bytes, size, at); }
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) { WRITER(pwrite64, fd, bytes, size, at); }

ssize_t writev(int fd, const struct iovec* parts, int count) {
    NEXT(writev);
    return judge_descriptor("writev", fd) == 1 ? -1 : next(fd, parts, count);
}

#define ON_DESCRIPTOR(name, ...) \
    NEXT(name); \
    return judge_descriptor(#name, fd) ? -1 : next(__VA_ARGS__)

int fsync(int fd) { ON_DESCRIPTOR(fsync, fd); }
int fdatasync(int fd) { ON_DESCRIPTOR(fdatasync, fd); }
int ftruncate(int fd, off_t size) { ON_DESCRIPTOR(ftruncate, fd, size); }
int ftruncate64(int fd, off64_t size) { ON_DESCRIPTOR(ftruncate64, fd, size); }

#define ON_PATH(name, directory, path, ...) \
    NEXT(name); \
    return judge_path(#name, directory, path) ? -1 : next(__VA_ARGS__)

int rename(const char* from, const char* to) { ON_PATH(rename, AT_FDCWD, to, from, to); }
int symlink(const char* target, const char* path) { ON_PATH(symlink, AT_FDCWD, path, target, path); }
int mkdir(const char* path, mode_t rights) { ON_PATH(mkdir, AT_FDCWD, path, path, rights); }

/// A full disk says so when it is asked.
int statvfs(const char* path, struct statvfs* status) {
    NEXT(statvfs);
    const int result = next(path, status);
    if (result == 0 && mode != Once && fail_with == ENOSPC && fail_at > 0 && atomic_load(&calls) >= fail_at) status->f_bavail = 0;
    return result;
}
int statvfs64(const char* path, struct statvfs64* status) {
    NEXT(statvfs64);
    const int result = next(path, status);
    if (result == 0 && mode != Once && fail_with == ENOSPC && fail_at > 0 && atomic_load(&calls) >= fail_at) status->f_bavail = 0;
    return result;
}

/// Opening counts when it may create or write.
#define OPENER(name, directory, ...) \
    NEXT(name); \
    mode_t rights = 0; \
    if (flags & O_CREAT) { \
        va_list rest; \
        va_start(rest, flags); \
        rights = va_arg(rest, mode_t); \
        va_end(rest); \
    } \
    if ((flags & O_CREAT) && judge_path(#name, directory, path)) return -1; \
    return next(__VA_ARGS__)

int open(const char* path, int flags, ...) { OPENER(open, AT_FDCWD, path, flags, rights); }
int open64(const char* path, int flags, ...) { OPENER(open64, AT_FDCWD, path, flags, rights); }
int openat(int directory, const char* path, int flags, ...) { OPENER(openat, directory, directory, path, flags, rights); }
int openat64(int directory, const char* path, int flags, ...) { OPENER(openat64, directory, directory, path, flags, rights); }
