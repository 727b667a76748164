#ifndef CSHIMS_H
#define CSHIMS_H

/// What Swift cannot say itself: libcurl, which is opened while the program runs, with each of its variadic calls by
/// its one type of argument, the Linux calls behind an event loop, the terminal, and handlers of signals. Handles of libcurl are `void *` here, as libcurl itself declares them, so that
/// this header does not declare libcurl a second time.
///
/// Functions that can fail return what libcurl returns (`CURLcode`, `CURLMcode`) or a negative `errno`.

#include <stdbool.h>
#include <stddef.h>

// libcurl, for the whole process.

/// Opens libcurl under the name of its library and prepares it, once per process and before any other call; where it
/// cannot be used, returns false with the reason.
bool cshims_curl_open(const char *library, char *reason, size_t capacity);

// libcurl, one transfer.

/// Returns a new handle, or NULL where memory is short.
void *cshims_curl_easy_init(void);
void cshims_curl_easy_cleanup(void *easy);
void cshims_curl_easy_reset(void *easy);

/// Has a transfer go on that a callback has paused (`CURL_WRITEFUNC_PAUSE`).
void cshims_curl_easy_resume(void *easy);

/// Says what a `CURLcode` means.
const char *cshims_curl_easy_reason(int code);

/// Sets an option (a `CURLoption`) that takes a `long`.
int cshims_curl_easy_set_long(void *easy, int option, long value);

/// Sets an option that takes a string; libcurl copies it.
int cshims_curl_easy_set_string(void *easy, int option, const char *value);

/// Sets an option that takes a pointer, which must live as long as the transfer.
int cshims_curl_easy_set_pointer(void *easy, int option, void *value);

/// Gives the bytes of a request's body, which libcurl copies, and makes the request a POST.
int cshims_curl_easy_set_body(void *easy, const void *bytes, size_t count);

/// Refuses every scheme but http and https.
int cshims_curl_easy_allow_only_http(void *easy);

/// Lets a transfer end before a slow resolver does; without it, ending one stops the whole event loop until the
/// resolver's own time-out. Does nothing where libcurl is older than 7.87.
int cshims_curl_easy_leave_resolver_behind(void *easy);

/// Receives a part of a response; returning another number than `size * count` ends the transfer.
typedef size_t (*cshims_bytes_callback)(char *bytes, size_t size, size_t count, void *context);

/// Hears that a request is about to be written to a connection; returning other than 0 ends the transfer.
typedef int (*cshims_request_callback)(
  void *context, char *remote_address, char *local_address, int remote_port, int local_port);

int cshims_curl_easy_on_header(void *easy, cshims_bytes_callback callback, void *context);
int cshims_curl_easy_on_body(void *easy, cshims_bytes_callback callback, void *context);
int cshims_curl_easy_on_request(void *easy, cshims_request_callback callback, void *context);

/// Returns the status of the response, 0 if there is none.
int cshims_curl_easy_status(void *easy);

/// Returns the pointer stored under `CURLOPT_PRIVATE`.
void *cshims_curl_easy_private(void *easy);

/// Makes the transfer end once the connection is made, with its TLS and through a proxy's tunnel, so that bytes of
/// another protocol than HTTP can go over it.
int cshims_curl_easy_connect_only(void *easy);

/// Returns the descriptor of a connection that was made so, or -1; while the handle belongs to a multi handle.
int cshims_curl_easy_socket(void *easy);

/// Returns the address at the other end of the connection, or NULL.
const char *cshims_curl_easy_address(void *easy);

/// Takes what has come over such a connection: how many bytes, -1 where nothing is there yet, 0 where it is over.
long cshims_curl_easy_receive(void *easy, void *bytes, size_t capacity);

/// Sends over such a connection: how many bytes it took, -1 where it takes none now, 0 where it is over.
long cshims_curl_easy_send(void *easy, const void *bytes, size_t count);

/// Adds a line to a list of headers, and makes the list at the first; returns NULL where memory is short.
void *cshims_curl_list_append(void *list, const char *line);
void cshims_curl_list_free(void *list);

// libcurl, all transfers.

/// Returns a new handle, or NULL where memory is short.
void *cshims_curl_multi_init(void);
void cshims_curl_multi_cleanup(void *multi);
int cshims_curl_multi_add(void *multi, void *easy);
void cshims_curl_multi_remove(void *multi, void *easy);

/// Tells libcurl that a socket is ready (`CURL_CSELECT_IN` and its kin), or the time has come
/// (`CURL_SOCKET_TIMEOUT`).
void cshims_curl_multi_act(void *multi, int socket, int events);

/// Returns a transfer that is done, with its `CURLcode`, or NULL.
void *cshims_curl_multi_next_done(void *multi, int *code);

/// Hears which events of a socket libcurl waits for (`CURL_POLL_IN` and its kin).
typedef int (*cshims_socket_callback)(
  void *easy, int socket, int interest, void *context, void *socket_context);

/// Hears in how many milliseconds libcurl wants to be called; -1 for not at all.
typedef int (*cshims_timer_callback)(void *multi, long milliseconds, void *context);

/// Sets an option (a `CURLMoption`) that takes a `long`.
int cshims_curl_multi_set_long(void *multi, int option, long value);
int cshims_curl_multi_on_socket(void *multi, cshims_socket_callback callback, void *context);
int cshims_curl_multi_on_timer(void *multi, cshims_timer_callback callback, void *context);

// Linux: an event loop.

/// What a descriptor is ready for.
struct cshims_readiness {
  int descriptor;
  bool readable;
  bool writable;
};

/// Returns an epoll descriptor, or a negative `errno`.
int cshims_poller_create(void);

/// Watches a descriptor, or changes what it is watched for.
int cshims_poller_watch(int poller, int descriptor, bool readable, bool writable);

/// Stops watching; a descriptor that is not watched is none of its business.
void cshims_poller_forget(int poller, int descriptor);

/// Waits for at most `milliseconds` (-1 for ever) and returns how many entries of `ready` it filled, 0 when
/// interrupted, or a negative `errno`. A failed or closed descriptor is ready for both.
int cshims_poller_wait(int poller, struct cshims_readiness *ready, int capacity, int milliseconds);

/// Returns a descriptor that one thread signals to wake another that polls, or a negative `errno`.
int cshims_wakeup_create(void);
void cshims_wakeup_signal(int descriptor);
void cshims_wakeup_drain(int descriptor);

/// Keeps SIGPIPE from the calling thread, so that a write to a closed connection is an error and not the
/// end of the process.
void cshims_block_sigpipe(void);

// What a thread was about when it trapped.

/// Where a thread says what it is about; it lies in a file that is mapped, and outlives the process.
struct cshims_trap_slot {
  /// One of `CSHIMS_TRAP_…`.
  volatile unsigned state;
  /// What the thread is about, ended by a zero.
  char text[124];
};

enum { CSHIMS_TRAP_FREE = 0, CSHIMS_TRAP_BUSY = 1, CSHIMS_TRAP_MARKED = 2 };

/// Has the slot of a thread marked that gets SIGILL, SIGTRAP or SIGSEGV, from now on to the end of the process, which
/// goes on to end as it would have. The descriptor is of a file of `count` slots, and may be closed. Once a process.
/// Returns 0 or a negative `errno`.
int cshims_traps_watch(int descriptor, int count);

/// Says what the calling thread is about, in a slot that is free; what is too long is cut. Nothing happens where nobody
/// watches, or no slot is free. A thread is about one thing at a time.
void cshims_traps_enter(const char *text);

/// Says that it is done.
void cshims_traps_leave(void);

// The terminal, for the whole process.

/// Has a terminal hand on every key as it is pressed, without showing it, and has it as it was before whatever signal
/// ends the process, but for SIGKILL, and for SIGINT and SIGTERM, which are the caller's.
int cshims_terminal_take(int descriptor);

/// Has it as it was; does nothing where it was not taken.
void cshims_terminal_restore(void);

#endif
