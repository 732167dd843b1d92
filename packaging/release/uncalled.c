/* What the linked objects name and the agent never uses. Each name alone would bring more code
 * along, run at every start, or a newer glibc than a node has. */

#include <math.h>
#include <stdlib.h>

/* ArgumentParser's AsyncParsableCommand, of which no command here is one: with _Concurrency and
 * libdispatch out, 0.8 MB and eight system calls of every start are saved. */
_Noreturn void swift_task_alloc(void) { abort(); }
_Noreturn void swift_task_dealloc(void) { abort(); }
_Noreturn void swift_task_switch(void) { abort(); }

/* The runtime's way to swift-backtrace, a program that no node has and that every start would look
 * for in eight places. Settings of zero mean that it is off. */
int _swift_backtraceSettings[64];
_Bool _swift_backtrace_isThunkFunction(const char *name) { return (void)name, 0; }

/* Swift's overlay of <math.h>. glibc 2.35 has a new version of hypotf. */
float hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }

/* How libgcc's unwinder finds the frames of a C++ exception, which nothing here catches: with none
 * found the runtime aborts, as it would have. glibc 2.35 brought the function. */
int _dl_find_object(void *address, void *result)
{
    (void)address, (void)result;
    return -1;
}
