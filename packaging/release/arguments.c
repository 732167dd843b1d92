/* The arguments, for Swift's CommandLine, as ld.so(8) hands them to every constructor. The runtime's
 * own way to them is to search the memory that /proc/self/maps describes, at every start. */

static int count;
static char **values;

__attribute__((constructor)) static void keep(int argc, char **argv)
{
    count = argc;
    values = argv;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *argc)
{
    *argc = count;
    return values;
}
