#pragma once

#include <systemd/sd-bus.h>

/* libsystemd, loaded at run time.
 *
 * Only the run that changes a node speaks to PID 1. Every later boot does without libsystemd and
 * the six libraries that it needs.
 *
 * Call libsystemd_load() first. It loads the library once and returns NULL, or what is wrong in the
 * words of dlerror(3): the library is missing, or lacks one of the functions below.
 *
 * dl_sd_bus_new() is sd_bus_new(3), and so on. The names differ because a program may link
 * libsystemd as well, as the tests do. */

const char *libsystemd_load(void);

__typeof__(sd_bus_new) dl_sd_bus_new;
__typeof__(sd_bus_set_address) dl_sd_bus_set_address;
__typeof__(sd_bus_set_fd) dl_sd_bus_set_fd;
__typeof__(sd_bus_start) dl_sd_bus_start;
__typeof__(sd_bus_is_open) dl_sd_bus_is_open;
__typeof__(sd_bus_is_ready) dl_sd_bus_is_ready;
__typeof__(sd_bus_process) dl_sd_bus_process;
__typeof__(sd_bus_wait) dl_sd_bus_wait;
__typeof__(sd_bus_call) dl_sd_bus_call;
__typeof__(sd_bus_close_unref) dl_sd_bus_close_unref;
__typeof__(sd_bus_error_free) dl_sd_bus_error_free;

__typeof__(sd_bus_message_new_method_call) dl_sd_bus_message_new_method_call;
__typeof__(sd_bus_message_unref) dl_sd_bus_message_unref;
__typeof__(sd_bus_message_append_basic) dl_sd_bus_message_append_basic;
__typeof__(sd_bus_message_open_container) dl_sd_bus_message_open_container;
__typeof__(sd_bus_message_close_container) dl_sd_bus_message_close_container;
__typeof__(sd_bus_message_read_basic) dl_sd_bus_message_read_basic;
__typeof__(sd_bus_message_enter_container) dl_sd_bus_message_enter_container;
__typeof__(sd_bus_message_exit_container) dl_sd_bus_message_exit_container;
