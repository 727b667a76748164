import Foundation

/// The shortest of several runs, in seconds: what the machine's other work disturbs least.
func best(of runs: Int, _ work: () -> Void) -> Double {
  (0..<runs).map { _ in
    let start = ContinuousClock.now
    work()
    return seconds(ContinuousClock.now - start)
  }.min() ?? 0
}

/// What some work takes of a core, in seconds, in all threads.
func cpu(_ work: () -> Void) -> Double {
  let before = clock()
  work()
  return Double(clock() - before) / Double(CLOCKS_PER_SEC)
}

func seconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return Double(seconds) + Double(attoseconds) / 1e18
}

func milliseconds(_ seconds: Double) -> String {
  String(format: "%.1f", seconds * 1000)
}
