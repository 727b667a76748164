#ifndef CURL_MULTI_H
#define CURL_MULTI_H

/// Sends `count` requests of a URL, `concurrent` of them at a time, over libcurl's multi-socket interface with epoll
/// in the calling thread, and nothing around it. `headers` ends with NULL. Returns how many were answered 200.
long curl_multi_benchmark(const char *url, const char *const *headers, long count, int concurrent);

#endif
