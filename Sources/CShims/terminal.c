#include "CShims.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

// What ends a process without giving it a chance to tidy up, but for SIGKILL.
static const int signals[] = {SIGHUP, SIGQUIT, SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE};
enum { signal_count = sizeof signals / sizeof signals[0] };

static struct sigaction previous[signal_count];
static struct termios before;
static volatile sig_atomic_t terminal = -1;

void cshims_terminal_restore(void) {
  int descriptor = terminal;
  if (descriptor < 0) return;
  terminal = -1;
  tcsetattr(descriptor, TCSANOW, &before);
}

/// Nothing is called here that may not be called in a handler (signal-safety(7)).
static void on_end(int number) {
  cshims_terminal_restore();
  for (int index = 0; index < signal_count; index++) {
    if (signals[index] == number) sigaction(number, &previous[index], NULL);
  }
  raise(number);
}

int cshims_terminal_take(int descriptor) {
  if (tcgetattr(descriptor, &before) != 0) return -errno;
  struct sigaction action = {.sa_handler = on_end};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < signal_count; index++) {
    if (sigaction(signals[index], &action, &previous[index]) != 0) return -errno;
  }
  struct termios keys = before;
  keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
  keys.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  terminal = descriptor;
  if (tcsetattr(descriptor, TCSANOW, &keys) == 0) return 0;
  terminal = -1;
  return -errno;
}
