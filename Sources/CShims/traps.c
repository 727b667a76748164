#define _GNU_SOURCE

#include "CShims.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

static const int signals[] = {SIGILL, SIGTRAP, SIGSEGV};
enum { signal_count = sizeof signals / sizeof signals[0] };

static struct cshims_trap_slot *slots;
static int slot_count;
static struct sigaction previous[signal_count];

static _Thread_local struct cshims_trap_slot *current;
/// Where the calling thread found a free slot last.
static _Thread_local int latest;
/// For a thread that has no stack left.
static _Thread_local char spare_stack[16384];
static _Thread_local bool has_spare_stack;

/// Nothing is called here that may not be called in a handler (signal-safety(7)).
static void on_trap(int number) {
  if (current != NULL) current->state = CSHIMS_TRAP_MARKED;
  for (int index = 0; index < signal_count; index++) {
    if (signals[index] == number) sigaction(number, &previous[index], NULL);
  }
  // What trapped does so again, and whoever had the signal before has it then; a breakpoint is passed.
  if (number == SIGTRAP) raise(number);
}

int cshims_traps_watch(int descriptor, int count) {
  size_t bytes = (size_t)count * sizeof(struct cshims_trap_slot);
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return -errno;
  struct sigaction action = {.sa_handler = on_trap, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  if (slots == NULL) {
    for (int index = 0; index < signal_count; index++) {
      if (sigaction(signals[index], &action, &previous[index]) != 0) return -errno;
    }
  }
  slot_count = count;
  slots = memory;
  return 0;
}

void cshims_traps_enter(const char *text) {
  if (slots == NULL) return;
  if (!has_spare_stack) {
    stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
    sigaltstack(&stack, NULL);
    has_spare_stack = true;
  }
  for (int tried = 0; tried < slot_count; tried++) {
    int place = (latest + tried) % slot_count;
    unsigned expected = CSHIMS_TRAP_FREE;
    if (!__atomic_compare_exchange_n(
          &slots[place].state, &expected, CSHIMS_TRAP_BUSY, false, __ATOMIC_ACQ_REL,
          __ATOMIC_RELAXED))
      continue;
    strncpy(slots[place].text, text, sizeof slots[place].text - 1);
    latest = place;
    current = &slots[place];
    return;
  }
}

void cshims_traps_leave(void) {
  if (current == NULL) return;
  __atomic_store_n(&current->state, CSHIMS_TRAP_FREE, __ATOMIC_RELEASE);
  current = NULL;
}
