/// Waits until something holds; the test's time limit ends it if it never does.
func eventually(_ condition: @Sendable () -> Bool) async {
  while !condition(), !Task.isCancelled { await Task.yield() }
}
