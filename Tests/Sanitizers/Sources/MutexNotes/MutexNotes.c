#define _GNU_SOURCE

#include "MutexNotes.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

// Swift's Mutex takes a lock that is free with an atomic instruction in our own code, which the sanitizer for threads
// sees. Where somebody else holds it, the kernel hands it over inside of Swift's library, which is not built with the
// sanitizer: every such hand-over would be a race to it. These take the place of the library's functions, call them,
// and tell the sanitizer.

#define of_swift __attribute__((swiftcall))
#define self __attribute__((swift_context))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Not there without the sanitizer for threads.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

of_swift void mutex_lock_slow(uint32_t thread, self void *mutex) __asm__(LOCK);
of_swift void mutex_unlock_slow(self void *mutex) __asm__(UNLOCK);

of_swift void mutex_lock_slow(uint32_t thread, self void *mutex) {
  of_swift void (*lock)(uint32_t, self void *) = (of_swift void (*)(uint32_t, self void *))dlsym(RTLD_NEXT, LOCK);
  lock(thread, mutex);
  if (__tsan_acquire != NULL) __tsan_acquire(mutex);
}

of_swift void mutex_unlock_slow(self void *mutex) {
  of_swift void (*unlock)(self void *) = (of_swift void (*)(self void *))dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release != NULL) __tsan_release(mutex);
  unlock(mutex);
}
