/// How much there is of what comes and goes in a host.
package struct HostLoad: Hashable, Sendable {
  /// Calls that have something left to do.
  package let openCalls: Int
  /// Calls in memory.
  package let callsInMemory: Int
  /// Calls of before that are not settled yet after a start.
  package let unsettledCalls: Int
  /// Letters that wait for their call's turn.
  package let lettersWaiting: Int
  /// Batches that wait for the next transaction.
  package let commitsWaiting: Int
}
