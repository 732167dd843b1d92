/* peak-memory PROGRAM ARGUMENT...: runs it and prints its own peak memory in kB, as proc(5) has it
 * at its end. getrusage(2) would take those of the programs that it runs for its own. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_peak(pid_t process)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", process);
    FILE *status = fopen(path, "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            printf("%ld\n", strtol(line + 6, NULL, 10));
}

int main(int count, char **arguments)
{
    pid_t child = count > 1 ? fork() : -1;
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(arguments[1], arguments + 1);
        _exit(127);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return 1;
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
    int signal = 0;
    while (ptrace(PTRACE_CONT, child, 0, signal) == 0 && waitpid(child, &status, 0) == child) {
        if (!WIFSTOPPED(status))
            return WEXITSTATUS(status);
        signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
            print_peak(child);
    }
    return 1;
}
