#define _POSIX_C_SOURCE 200809L
#include "pathline_host.h"

#include <signal.h>
#include <string.h>

/* In C, because a handler may touch nothing but a `volatile sig_atomic_t` (C11 7.14.1.1), and Swift promises neither
   that type nor that reaching a global variable runs no other code. */
static volatile sig_atomic_t received = 0;

static void remember(int signal) { received = signal; }

int pathline_signal_catch(int signal, int once) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = remember;
  sigemptyset(&action.sa_mask);
  /* SA_RESTART: a write of a checkpoint that is under way goes on. */
  action.sa_flags = SA_RESTART | (once ? (int)SA_RESETHAND : 0);
  if (sigaction(signal, &action, 0)) return -1;
  /* A program inherits what its parent blocked, and schedulers written with worker threads block much. */
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  return sigprocmask(SIG_UNBLOCK, &set, 0);
}

int pathline_signal_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, 0, &action) == 0 && action.sa_handler == SIG_IGN;
}

int pathline_signal_received(void) { return received; }

void pathline_signal_forget(void) { received = 0; }
