/* libsystemd, loaded by the first call of it.
 *
 * Only the one run that changes a node speaks to PID 1; every later boot would still load the
 * library and six more that it needs. These are the functions that the agent calls, by their own
 * names: a call that is missing here is an undefined symbol when the release is linked. Where the
 * library cannot be loaded, sd_bus_new(3) says so with ELIBACC, before anything was written. */

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <systemd/sd-bus.h>

static void *find(const char *name)
{
    static void *library;
    if (!library)
        library = dlopen("libsystemd.so.0", RTLD_NOW);
    return library ? dlsym(library, name) : NULL;
}

#define LAZY(result, failure, name, parameters, arguments) \
    result name parameters                                 \
    {                                                      \
        static __typeof__(&name) loaded;                   \
        if (!loaded)                                       \
            loaded = (__typeof__(&name))find(#name);       \
        return loaded ? loaded arguments : failure;        \
    }

#define LAZY_INT(name, parameters, arguments) LAZY(int, -ELIBACC, name, parameters, arguments)

LAZY_INT(sd_bus_new, (sd_bus **bus), (bus))
LAZY_INT(sd_bus_set_address, (sd_bus *bus, const char *address), (bus, address))
LAZY_INT(sd_bus_set_fd, (sd_bus *bus, int input, int output), (bus, input, output))
LAZY_INT(sd_bus_start, (sd_bus *bus), (bus))
LAZY_INT(sd_bus_is_open, (sd_bus *bus), (bus))
LAZY_INT(sd_bus_is_ready, (sd_bus *bus), (bus))
LAZY_INT(sd_bus_process, (sd_bus *bus, sd_bus_message **message), (bus, message))
LAZY_INT(sd_bus_wait, (sd_bus *bus, uint64_t microseconds), (bus, microseconds))
LAZY_INT(sd_bus_call,
         (sd_bus *bus, sd_bus_message *call, uint64_t microseconds, sd_bus_error *error,
          sd_bus_message **reply),
         (bus, call, microseconds, error, reply))
LAZY(sd_bus *, NULL, sd_bus_close_unref, (sd_bus *bus), (bus))
LAZY(void, (void)0, sd_bus_error_free, (sd_bus_error *error), (error))

LAZY_INT(sd_bus_message_new_method_call,
         (sd_bus *bus, sd_bus_message **message, const char *destination, const char *path,
          const char *interface, const char *member),
         (bus, message, destination, path, interface, member))
LAZY(sd_bus_message *, NULL, sd_bus_message_unref, (sd_bus_message *message), (message))
LAZY_INT(sd_bus_message_append_basic, (sd_bus_message *message, char type, const void *value),
         (message, type, value))
LAZY_INT(sd_bus_message_open_container, (sd_bus_message *message, char type, const char *contents),
         (message, type, contents))
LAZY_INT(sd_bus_message_close_container, (sd_bus_message *message), (message))
LAZY_INT(sd_bus_message_read_basic, (sd_bus_message *message, char type, void *value),
         (message, type, value))
LAZY_INT(sd_bus_message_enter_container, (sd_bus_message *message, char type, const char *contents),
         (message, type, contents))
LAZY_INT(sd_bus_message_exit_container, (sd_bus_message *message), (message))
