import TestSupport
import Testing

/// The program of `scripts/soak`, as it is called.
@Suite(.hangLimit)
struct SoakTests {
  @Test func `the order of sets and dictionaries, which differs in each process, decides nothing`()
    async throws
  {
    let words = ["--seed", "3", "--calls", "16", "--calls-per-world", "8", "--account"]
    let first = try await runSoak(words)
    #expect(first.status == 0)
    #expect(first.output.count > 1_000)
    let second = try await runSoak(words)
    #expect(first.output == second.output)
  }

  @Test(arguments: [["--calls"], ["--calls", "0"], ["--calls", "many"], ["--cals", "3"], ["3"]])
  func `words that mean nothing are wrong use`(words: [String]) async throws {
    let run = try await runSoak(words)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("soak: "))
  }
}
