#define _GNU_SOURCE

#include "CShims.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/// How many events one wait takes from the kernel; what is left over comes with the next.
enum { most_events = 256 };

int cshims_poller_create(void) {
  int poller = epoll_create1(EPOLL_CLOEXEC);
  return poller < 0 ? -errno : poller;
}

int cshims_poller_watch(int poller, int descriptor, bool readable, bool writable) {
  struct epoll_event event = {.data = {.fd = descriptor}};
  if (readable) event.events |= EPOLLIN;
  if (writable) event.events |= EPOLLOUT;
  if (epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
  if (errno != ENOENT) return -errno;
  return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -errno;
}

void cshims_poller_forget(int poller, int descriptor) {
  epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL);
}

int cshims_poller_wait(int poller, struct cshims_readiness *ready, int capacity, int milliseconds) {
  struct epoll_event events[most_events];
  int count = epoll_wait(poller, events, capacity < most_events ? capacity : most_events, milliseconds);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < count; index++) {
    // Whoever reads or writes a failed descriptor learns what happened to it.
    bool failed = (events[index].events & (EPOLLERR | EPOLLHUP)) != 0;
    ready[index].descriptor = events[index].data.fd;
    ready[index].readable = failed || (events[index].events & EPOLLIN) != 0;
    ready[index].writable = failed || (events[index].events & EPOLLOUT) != 0;
  }
  return count;
}

int cshims_wakeup_create(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

void cshims_wakeup_signal(int descriptor) {
  uint64_t one = 1;
  // It fails only where the counter is full, and then the other side wakes up anyway.
  ssize_t written = write(descriptor, &one, sizeof one);
  (void)written;
}

void cshims_wakeup_drain(int descriptor) {
  uint64_t count;
  ssize_t taken = read(descriptor, &count, sizeof count);
  (void)taken;
}

void cshims_block_sigpipe(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
}
