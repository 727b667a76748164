#include "CShims.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>

// libcurl and the 25 libraries it needs take 8 ms to load, which a command that sends nothing shall not pay for. So
// the program is not linked with it: its functions are looked up when the first client is made.
#define FUNCTIONS(each)     \
  each(global_init)         \
  each(easy_init)           \
  each(easy_cleanup)        \
  each(easy_reset)          \
  each(easy_pause)          \
  each(easy_setopt)         \
  each(easy_getinfo)        \
  each(easy_recv)           \
  each(easy_send)           \
  each(easy_strerror)       \
  each(multi_init)          \
  each(multi_cleanup)       \
  each(multi_setopt)        \
  each(multi_add_handle)    \
  each(multi_remove_handle) \
  each(multi_info_read)     \
  each(multi_socket_action) \
  each(slist_append)        \
  each(slist_free_all)

struct functions {
#define FIELD(name) __typeof__(curl_##name) *name;
  FUNCTIONS(FIELD)
};

static struct functions libcurl;

bool cshims_curl_open(const char *library, char *reason, size_t capacity) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    snprintf(reason, capacity, "%s", dlerror());
    return false;
  }
  struct functions found;
#define LOOK_UP(name)                                                             \
  found.name = (__typeof__(curl_##name) *)dlsym(handle, "curl_" #name);           \
  if (found.name == NULL) {                                                       \
    snprintf(reason, capacity, "%s: no function curl_%s", library, #name);        \
    dlclose(handle);                                                              \
    return false;                                                                 \
  }
  FUNCTIONS(LOOK_UP)
  CURLcode code = found.global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    snprintf(reason, capacity, "%s: %s", library, found.easy_strerror(code));
    return false;
  }
  libcurl = found;
  return true;
}

void *cshims_curl_easy_init(void) { return libcurl.easy_init(); }

void cshims_curl_easy_cleanup(void *easy) { libcurl.easy_cleanup(easy); }

void cshims_curl_easy_reset(void *easy) { libcurl.easy_reset(easy); }

void cshims_curl_easy_resume(void *easy) { libcurl.easy_pause(easy, CURLPAUSE_CONT); }

const char *cshims_curl_easy_reason(int code) { return libcurl.easy_strerror((CURLcode)code); }

int cshims_curl_easy_set_long(void *easy, int option, long value) {
  return libcurl.easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_string(void *easy, int option, const char *value) {
  return libcurl.easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_pointer(void *easy, int option, void *value) {
  return libcurl.easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_body(void *easy, const void *bytes, size_t count) {
  CURLcode code = libcurl.easy_setopt(easy, CURLOPT_POST, 1L);
  if (code != CURLE_OK) return code;
  // The size comes first: without it libcurl would look for a terminating zero.
  code = libcurl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  if (code != CURLE_OK) return code;
  return libcurl.easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count == 0 ? "" : (const char *)bytes);
}

int cshims_curl_easy_allow_only_http(void *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return libcurl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return libcurl.easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

int cshims_curl_easy_leave_resolver_behind(void *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return libcurl.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
  return CURLE_OK;
#endif
}

int cshims_curl_easy_on_header(void *easy, cshims_bytes_callback callback, void *context) {
  CURLcode code = libcurl.easy_setopt(easy, CURLOPT_HEADERDATA, context);
  if (code != CURLE_OK) return code;
  return libcurl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
}

int cshims_curl_easy_on_body(void *easy, cshims_bytes_callback callback, void *context) {
  CURLcode code = libcurl.easy_setopt(easy, CURLOPT_WRITEDATA, context);
  if (code != CURLE_OK) return code;
  return libcurl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
}

int cshims_curl_easy_on_request(void *easy, cshims_request_callback callback, void *context) {
  CURLcode code = libcurl.easy_setopt(easy, CURLOPT_PREREQDATA, context);
  if (code != CURLE_OK) return code;
  return libcurl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

int cshims_curl_easy_status(void *easy) {
  long status = 0;
  libcurl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return (int)status;
}

void *cshims_curl_easy_private(void *easy) {
  char *pointer = NULL;
  libcurl.easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
  return pointer;
}

int cshims_curl_easy_connect_only(void *easy) {
  CURLcode code = libcurl.easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  if (code != CURLE_OK) return code;
  // Else TLS would agree on HTTP/2, and a proxy would be asked for a page.
  code = libcurl.easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  if (code != CURLE_OK) return code;
  return libcurl.easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
}

int cshims_curl_easy_socket(void *easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  libcurl.easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

const char *cshims_curl_easy_address(void *easy) {
  char *address = NULL;
  libcurl.easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
  return address;
}

long cshims_curl_easy_receive(void *easy, void *bytes, size_t capacity) {
  size_t count = 0;
  CURLcode code = libcurl.easy_recv(easy, bytes, capacity, &count);
  if (code == CURLE_AGAIN) return -1;
  return code == CURLE_OK && count > 0 ? (long)count : 0;
}

long cshims_curl_easy_send(void *easy, const void *bytes, size_t count) {
  size_t sent = 0;
  CURLcode code = libcurl.easy_send(easy, bytes, count, &sent);
  if (code == CURLE_AGAIN) return -1;
  return code == CURLE_OK ? (long)sent : 0;
}

int cshims_curl_multi_set_long(void *multi, int option, long value) {
  return libcurl.multi_setopt(multi, (CURLMoption)option, value);
}

int cshims_curl_multi_on_socket(void *multi, cshims_socket_callback callback, void *context) {
  CURLMcode code = libcurl.multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  if (code != CURLM_OK) return code;
  return libcurl.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

int cshims_curl_multi_on_timer(void *multi, cshims_timer_callback callback, void *context) {
  CURLMcode code = libcurl.multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  if (code != CURLM_OK) return code;
  return libcurl.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

void *cshims_curl_multi_init(void) { return libcurl.multi_init(); }

void cshims_curl_multi_cleanup(void *multi) { libcurl.multi_cleanup(multi); }

int cshims_curl_multi_add(void *multi, void *easy) { return libcurl.multi_add_handle(multi, easy); }

void cshims_curl_multi_remove(void *multi, void *easy) { libcurl.multi_remove_handle(multi, easy); }

void cshims_curl_multi_act(void *multi, int socket, int events) {
  int running = 0;
  libcurl.multi_socket_action(multi, socket, events, &running);
}

void *cshims_curl_multi_next_done(void *multi, int *code) {
  int left = 0;
  for (CURLMsg *message; (message = libcurl.multi_info_read(multi, &left)) != NULL;) {
    if (message->msg != CURLMSG_DONE) continue;
    *code = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

void *cshims_curl_list_append(void *list, const char *line) { return libcurl.slist_append(list, line); }

void cshims_curl_list_free(void *list) { libcurl.slist_free_all(list); }
