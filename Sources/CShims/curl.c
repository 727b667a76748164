#include "CShims.h"

#include <curl/curl.h>

int cshims_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

int cshims_curl_easy_set_long(void *easy, int option, long value) {
  return curl_easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_string(void *easy, int option, const char *value) {
  return curl_easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_pointer(void *easy, int option, void *value) {
  return curl_easy_setopt(easy, (CURLoption)option, value);
}

int cshims_curl_easy_set_body(void *easy, const void *bytes, size_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
  if (code != CURLE_OK) return code;
  // The size comes first: without it libcurl would look for a terminating zero.
  code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count == 0 ? "" : (const char *)bytes);
}

int cshims_curl_easy_allow_only_http(void *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

int cshims_curl_easy_leave_resolver_behind(void *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
  return CURLE_OK;
#endif
}

int cshims_curl_easy_on_header(void *easy, cshims_bytes_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
}

int cshims_curl_easy_on_body(void *easy, cshims_bytes_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
}

int cshims_curl_easy_on_request(void *easy, cshims_request_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

int cshims_curl_easy_status(void *easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return (int)status;
}

void *cshims_curl_easy_private(void *easy) {
  char *pointer = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
  return pointer;
}

int cshims_curl_multi_set_long(void *multi, int option, long value) {
  return curl_multi_setopt(multi, (CURLMoption)option, value);
}

int cshims_curl_multi_on_socket(void *multi, cshims_socket_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  if (code != CURLM_OK) return code;
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

int cshims_curl_multi_on_timer(void *multi, cshims_timer_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  if (code != CURLM_OK) return code;
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}
