import Foundation
import HostSimulation

// Runs simulated worlds until so many calls have ended (scripts/soak).

/// The number that follows an option; nil where the option is not given.
func number(_ option: String) -> Int? {
  guard let place = CommandLine.arguments.firstIndex(of: option) else { return nil }
  guard place + 1 < CommandLine.arguments.count, let number = Int(CommandLine.arguments[place + 1]),
    number > 0
  else {
    FileHandle.standardError.write(Data("soak: \(option) takes a number from 1\n".utf8))
    exit(2)
  }
  return number
}

let cores = ProcessInfo.processInfo.activeProcessorCount
var campaign = Campaign(
  firstSeed: UInt64(number("--seed") ?? 1),
  calls: number("--calls") ?? 20_000,
  cores: number("--cores") ?? cores
)
campaign.callsPerWorld = number("--calls-per-world") ?? campaign.callsPerWorld
if CommandLine.arguments.contains("--account") {
  campaign.account = { print($0) }
  campaign.cores = 1
}
let start = Date()
let result = campaign.run()
for line in result.tally.lines { print(line) }
print("\(Int(Date().timeIntervalSince(start))) s")
for failure in result.failures {
  print("FAILED: \(campaign.again(failure.seed))")
  for breach in failure.breaches.prefix(5) { print("  \(breach)") }
}
var isEnough = true
if campaign.calls >= 20_000, result.failures.isEmpty {
  for (what, times) in result.tally.missing(of: campaign.calls) {
    isEnough = false
    print("TOO FEW: \(what) happened \(times) times")
  }
}
exit(result.failures.isEmpty && isEnough ? 0 : 1)
