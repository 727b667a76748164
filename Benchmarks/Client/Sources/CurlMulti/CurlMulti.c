#include "CurlMulti.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

struct run {
  int poller;
  long timeout;
};

static int on_socket(CURL *easy, curl_socket_t socket, int interest, void *context, void *known) {
  struct run *run = context;
  (void)easy;
  (void)known;
  if (interest == CURL_POLL_REMOVE) {
    epoll_ctl(run->poller, EPOLL_CTL_DEL, socket, NULL);
    return 0;
  }
  struct epoll_event event = {.data = {.fd = socket}};
  if (interest & CURL_POLL_IN) event.events |= EPOLLIN;
  if (interest & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (epoll_ctl(run->poller, EPOLL_CTL_MOD, socket, &event) != 0)
    epoll_ctl(run->poller, EPOLL_CTL_ADD, socket, &event);
  return 0;
}

static int on_timer(CURLM *multi, long milliseconds, void *context) {
  (void)multi;
  ((struct run *)context)->timeout = milliseconds;
  return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

long curl_multi_benchmark(const char *url, const char *const *headers, long count, int concurrent) {
  struct run run = {.poller = epoll_create1(EPOLL_CLOEXEC), .timeout = -1};
  struct curl_slist *list = NULL;
  for (const char *const *header = headers; *header != NULL; header++) list = curl_slist_append(list, *header);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, &run);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, &run);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)concurrent);
  CURL **all = calloc(concurrent, sizeof *all);
  long begun = 0, ended = 0, right = 0;
  for (int index = 0; index < concurrent && begun < count; index++, begun++) {
    CURL *easy = all[index] = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_multi_add_handle(multi, easy);
  }
  while (ended < count) {
    struct epoll_event events[256];
    int running = 0, left = 0;
    int ready = epoll_wait(run.poller, events, 256, (int)run.timeout);
    if (ready == 0) {
      run.timeout = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int index = 0; index < ready; index++) {
      int what = 0;
      if (events[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_IN;
      if (events[index].events & EPOLLOUT) what |= CURL_CSELECT_OUT;
      curl_multi_socket_action(multi, events[index].data.fd, what, &running);
    }
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL *easy = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      ended += 1;
      if (status == 200) right += 1;
      curl_multi_remove_handle(multi, easy);
      if (begun < count) {
        begun += 1;
        curl_multi_add_handle(multi, easy);
      }
    }
  }
  for (int index = 0; index < concurrent; index++)
    if (all[index] != NULL) curl_easy_cleanup(all[index]);
  free(all);
  curl_multi_cleanup(multi);
  curl_slist_free_all(list);
  close(run.poller);
  return right;
}
