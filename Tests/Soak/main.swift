import Foundation
import HostSimulation

// Runs simulated worlds until so many calls have ended: `soak [--seed N] [--calls N] [--cores N]`.
let arguments = CommandLine.arguments

func number(_ name: String) -> Int? {
  arguments.firstIndex(of: name).flatMap { place in
    place + 1 < arguments.count ? Int(arguments[place + 1]) : nil
  }
}

let seed = UInt64(number("--seed") ?? 1)
var campaign = Campaign(
  firstSeed: seed,
  calls: number("--calls") ?? 20_000,
  cores: number("--cores") ?? ProcessInfo.processInfo.activeProcessorCount
)
if let calls = number("--calls-per-world") { campaign.callsPerWorld = calls }
if arguments.contains("--account") { campaign.account = { print($0) } }
let start = Date()
let result = campaign.run()
for line in result.tally.lines { print(line) }
for failure in result.failures {
  print("FAILED: scripts/soak --seed \(failure.seed) --calls 1")
  for breach in failure.breaches.prefix(5) { print("  \(breach)") }
}
print("\(Int(Date().timeIntervalSince(start))) s")
exit(result.failures.isEmpty ? 0 : 1)
