import Foundation

/// What is asked, how often, and by how many at a time.
struct Target: Sendable {
  let url: String
  let headers: [(name: String, value: String)]
  let count: Int
  let concurrent: Int

  /// Reads the command line and the environment.
  init() throws {
    let arguments = CommandLine.arguments.dropFirst(2)
    guard let url = arguments.first else { usage() }
    self.url = url
    headers = arguments.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      let value = line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
      return (String(line[..<colon]), value)
    }
    let environment = ProcessInfo.processInfo.environment
    count = environment["COUNT"].flatMap { Int($0) } ?? 50_000
    concurrent = environment["CONCURRENT"].flatMap { Int($0) } ?? 64
  }
}

/// What a run cost.
struct Cost {
  var perSecond: Double
  /// Microseconds of this process's cores, for each request.
  var cpu: Double
}

/// Measures what `run` costs, which sends so many requests and says how many were answered 200.
func cost(of count: Int, _ run: () async throws -> Int) async throws -> Cost {
  let (start, before) = (ContinuousClock.now, cpuSeconds())
  let right = try await run()
  let (elapsed, used) = (ContinuousClock.now - start, cpuSeconds() - before)
  guard right == count else { throw Failed(reason: "\(right) of \(count) were answered 200") }
  return Cost(
    perSecond: Double(count) / (elapsed / .seconds(1)),
    cpu: used / Double(count) * 1_000_000
  )
}

/// Why there is no figure.
struct Failed: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

private func cpuSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Does a thing so often, by so many tasks at a time; returns how often it was true.
func many(
  _ count: Int,
  concurrent: Int,
  _ one: @escaping @Sendable (Int) async throws -> Bool
) async throws -> Int {
  try await withThrowingTaskGroup(of: Int.self) { group in
    for worker in 0..<concurrent {
      group.addTask {
        var right = 0
        for number in stride(from: worker, to: count, by: concurrent) where try await one(number) {
          right += 1
        }
        return right
      }
    }
    return try await group.reduce(0, +)
  }
}
