#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "CSystemd.h"

#define FUNCTIONS(FUNCTION)                                                                        \
    FUNCTION(int, sd_bus_new, (sd_bus **bus), (bus))                                               \
    FUNCTION(int, sd_bus_set_address, (sd_bus *bus, const char *address), (bus, address))          \
    FUNCTION(int, sd_bus_set_fd, (sd_bus *bus, int input, int output), (bus, input, output))       \
    FUNCTION(int, sd_bus_start, (sd_bus *bus), (bus))                                              \
    FUNCTION(int, sd_bus_is_open, (sd_bus *bus), (bus))                                            \
    FUNCTION(int, sd_bus_is_ready, (sd_bus *bus), (bus))                                           \
    FUNCTION(int, sd_bus_process, (sd_bus *bus, sd_bus_message **message), (bus, message))         \
    FUNCTION(int, sd_bus_wait, (sd_bus *bus, uint64_t microseconds), (bus, microseconds))          \
    FUNCTION(int, sd_bus_call,                                                                     \
             (sd_bus *bus, sd_bus_message *call, uint64_t microseconds, sd_bus_error *error,       \
              sd_bus_message **reply),                                                             \
             (bus, call, microseconds, error, reply))                                              \
    FUNCTION(sd_bus *, sd_bus_close_unref, (sd_bus *bus), (bus))                                   \
    FUNCTION(void, sd_bus_error_free, (sd_bus_error *error), (error))                              \
    FUNCTION(int, sd_bus_message_new_method_call,                                                  \
             (sd_bus *bus, sd_bus_message **message, const char *destination, const char *path,    \
              const char *interface, const char *member),                                          \
             (bus, message, destination, path, interface, member))                                 \
    FUNCTION(sd_bus_message *, sd_bus_message_unref, (sd_bus_message *message), (message))         \
    FUNCTION(int, sd_bus_message_append_basic,                                                     \
             (sd_bus_message *message, char type, const void *value), (message, type, value))      \
    FUNCTION(int, sd_bus_message_open_container,                                                   \
             (sd_bus_message *message, char type, const char *contents),                           \
             (message, type, contents))                                                            \
    FUNCTION(int, sd_bus_message_close_container, (sd_bus_message *message), (message))            \
    FUNCTION(int, sd_bus_message_read_basic, (sd_bus_message *message, char type, void *value),    \
             (message, type, value))                                                               \
    FUNCTION(int, sd_bus_message_enter_container,                                                  \
             (sd_bus_message *message, char type, const char *contents),                           \
             (message, type, contents))                                                            \
    FUNCTION(int, sd_bus_message_exit_container, (sd_bus_message *message), (message))

#define DEFINE(result, name, parameters, arguments)                                                \
    static __typeof__(&name) found_##name;                                                         \
    result dl_##name parameters                                                                    \
    {                                                                                              \
        return found_##name arguments;                                                             \
    }
FUNCTIONS(DEFINE)

static char problem[512];

static void load(void)
{
    void *library = dlopen("libsystemd.so.0", RTLD_NOW);

#define FIND(result, name, parameters, arguments)                                                  \
    found_##name = library ? (__typeof__(found_##name))dlsym(library, #name) : NULL;               \
    if (!found_##name) {                                                                           \
        snprintf(problem, sizeof problem, "%s", dlerror());                                        \
        return;                                                                                    \
    }
    FUNCTIONS(FIND)
}

const char *libsystemd_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}
