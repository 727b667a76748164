import Foundation
import Glibc

/// Lets the process open as many files as the system would let it: a call whose audio is passed on
/// has two sockets, and 1,024, which most systems begin with, is for programs of another time.
func raiseDescriptorLimit() {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
