#ifndef PATHLINE_HOST_H
#define PATHLINE_HOST_H

/* What of the operating system Swift cannot say or does not import. */

/* Makes a signal set a flag and nothing else, and unblocks it. With `once`, a second one acts as if it had never been caught.
   Returns 0, or -1 with errno set. */
int pathline_signal_catch(int signal, int once);

/* Whether a signal is ignored: 1 or 0. */
int pathline_signal_is_ignored(int signal);

/* The latest signal caught, 0 when none was. */
int pathline_signal_received(void);

/* Forgets the signal caught. */
void pathline_signal_forget(void);

/* Fills `allowed[0 ..< capacity]` with 1 for every CPU the calling thread may run on and 0 for the others.
   Returns 0, or -1 with errno set. */
int pathline_allowed_cpus(unsigned char *allowed, int capacity);

/* Enters a section of this thread: a crash before it is left, or more than `seconds` of the process's time, ends the process
   by writing `message` to the standard error and leaving with `code`. For libraries that may not survive damaged files.
   Sections may lie in each other; the outermost with a message counts. Null: no message. Not for two threads at a time. */
void pathline_guard_enter(const char *message, int code, int seconds);

/* Leaves the section entered last. */
void pathline_guard_leave(void);

/* Makes an abort() or an access to address 0 for want of memory (errno is ENOMEM) end this process by writing `message` to the
   standard error and leaving with `code`; any other acts as before. Returns 0, or -1 with errno set. */
int pathline_catch_shortage(const char *message, int code);

#endif
