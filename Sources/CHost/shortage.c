#define _XOPEN_SOURCE 700
#include "pathline_host.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char *text = 0;
static size_t length = 0;
static int exit_code = 0;
static struct sigaction before_abort, before_fault;

/* Calls nothing but what a handler may (POSIX.1-2017, System Interfaces, 2.4.3). */
static void leave(int signal, siginfo_t *about, void *context) {
  (void)context;
  /* Swift's own report of a shortage may find no memory for its words, and reads them all the same, at address 0; or another
     handler had that fault first and sent it on. */
  if (errno == ENOMEM && (signal == SIGABRT || !about->si_addr || about->si_code <= 0)) {
    while (length > 0) {
      ssize_t written = write(STDERR_FILENO, text, length);
      if (written <= 0) break;
      text += written;
      length -= (size_t)written;
    }
    _exit(exit_code);
  }
  /* Whoever listened before hears it as soon as this handler is left: an access is tried again, an abort is repeated. */
  sigaction(signal, signal == SIGABRT ? &before_abort : &before_fault, 0);
  if (signal == SIGABRT) raise(signal);
}

int pathline_catch_shortage(const char *message, int code) {
  text = strdup(message);
  if (!text) return -1;
  length = strlen(text);
  exit_code = code;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = leave;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGABRT, &action, &before_abort) || sigaction(SIGSEGV, &action, &before_fault) ? -1 : 0;
}
