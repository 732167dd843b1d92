/* Lets bootcmd start with glibc 2.34, which is RHEL 9's, although it was linked with a later one.
 *
 * Swift's overlay of <math.h> refers to hypotf(3), and all of the overlay is linked. Nothing here
 * calls it. glibc 2.35 added a second version of hypotf, with other error handling; the linker
 * takes the newest version that it finds, and the loader of an older glibc then refuses the
 * program. So the overlay gets this function, which asks for the version that every glibc has. */

#if defined __x86_64__
#define EVERY_GLIBC "GLIBC_2.2.5"
#elif defined __aarch64__
#define EVERY_GLIBC "GLIBC_2.17"
#endif

float older_hypotf(float x, float y);
__asm__(".symver older_hypotf, hypotf@" EVERY_GLIBC);

__attribute__((visibility("hidden"))) float hypotf(float x, float y)
{
    return older_hypotf(x, y);
}
