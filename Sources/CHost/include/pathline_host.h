#ifndef PATHLINE_HOST_H
#define PATHLINE_HOST_H

/* What of the operating system Swift cannot say or does not import. */

/* Makes a signal set a flag and nothing else, and unblocks it. With `once`, a second one acts as if it had never been caught.
   Returns 0, or -1 with errno set. */
int pathline_signal_catch(int signal, int once);

/* The latest signal caught, 0 when none was. */
int pathline_signal_received(void);

/* Forgets the signal caught. */
void pathline_signal_forget(void);

/* Fills `allowed[0 ..< capacity]` with 1 for every CPU the calling thread may run on and 0 for the others.
   Returns 0, or -1 with errno set. */
int pathline_allowed_cpus(unsigned char *allowed, int capacity);

/* Makes a crash of this process, or `seconds` of processor time from now, end it by writing `message` to the standard
   output and leaving with `code`. For libraries that may not survive damaged files. Returns 0, or -1 with errno set. */
int pathline_guard(const char *message, int code, int seconds);

#endif
