#define _XOPEN_SOURCE 700
#include "pathline_host.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* The section a thread is in: what to leave with; how many sections of its own are open; which of them brought the text. */
static __thread const char *volatile text = 0;
static __thread int exit_code = 0;
static __thread int depth = 0;
static __thread int owner = 0;

/* A stack of its own: what crashed may have used up the other one. */
static char stack[1 << 16];

enum { count = 6 };
static const int signals[count] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGVTALRM};
static struct sigaction before[count];

/* Calls nothing but what a handler may (POSIX.1-2017, System Interfaces, 2.4.3). */
static void leave(int signal) {
  const char *rest = text;
  if (rest) {
    size_t length = strlen(rest);
    while (length > 0) {
      ssize_t written = write(STDERR_FILENO, rest, length);
      if (written <= 0) break;
      rest += written;
      length -= (size_t)written;
    }
    _exit(exit_code);
  }
  /* The limit of a section that has just ended. */
  if (signal == SIGVTALRM) return;
  /* No section crashed: this is what would have happened without a guard. */
  for (int index = 0; index < count; index++) {
    if (signals[index] == signal) (void)sigaction(signal, &before[index], 0);
  }
  (void)raise(signal);
}

static void install(void) {
  stack_t own;
  memset(&own, 0, sizeof own);
  own.ss_sp = stack;
  own.ss_size = sizeof stack;
  (void)sigaltstack(&own, 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = leave;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < count; index++) (void)sigaction(signals[index], &action, &before[index]);
}

static void limit(int seconds) {
  struct itimerval timer;
  memset(&timer, 0, sizeof timer);
  timer.it_value.tv_sec = seconds;
  (void)setitimer(ITIMER_VIRTUAL, &timer, 0);
}

void pathline_guard_enter(const char *message, int code, int seconds) {
  static int is_installed = 0;
  depth++;
  if (!message || text) return;
  if (!is_installed) {
    is_installed = 1;
    install();
  }
  exit_code = code;
  owner = depth;
  text = message;
  limit(seconds);
}

void pathline_guard_leave(void) {
  if (text && depth == owner) {
    limit(0);
    text = 0;
  }
  depth--;
}
