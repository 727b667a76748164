import Foundation
import HostSimulation

// Runs simulated worlds until so many calls have ended (scripts/soak).

func stop(_ reason: String) -> Never {
  FileHandle.standardError.write(Data("soak: \(reason)\n".utf8))
  exit(2)
}

/// Reads the words after the program's name: options with a number from 1, and flags.
func readOptions(_ words: [String]) -> (numbers: [String: Int], flags: Set<String>) {
  var (numbers, flags): ([String: Int], Set<String>) = ([:], [])
  var rest = words[...]
  while let word = rest.popFirst() {
    switch word {
    case "--seed", "--calls", "--calls-per-world", "--cores":
      guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else {
        stop("\(word) takes a number from 1")
      }
      numbers[word] = number
    case "--account": flags.insert(word)
    default: stop("there is no `\(word)`; scripts/soak says in its first lines what there is")
    }
  }
  return (numbers, flags)
}

let (numbers, flags) = readOptions(Array(CommandLine.arguments.dropFirst()))
var campaign = Campaign(
  firstSeed: UInt64(numbers["--seed"] ?? 1),
  calls: numbers["--calls"] ?? 20_000,
  cores: numbers["--cores"] ?? ProcessInfo.processInfo.activeProcessorCount
)
campaign.callsPerWorld = numbers["--calls-per-world"] ?? campaign.callsPerWorld
if flags.contains("--account") {
  campaign.account = { print($0) }
  campaign.cores = 1
}
let start = Date()
let result = campaign.run()
for line in result.tally.lines { print(line) }
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
guard result.failures.isEmpty, isEnough else { exit(1) }
print("\(result.tally["calls"]) calls: nothing lost, nothing done twice, and every call ended")
// The same worlds are told with the same words, however long they took.
let seconds = Int(Date().timeIntervalSince(start))
FileHandle.standardError.write(Data("soak: \(seconds) s\n".utf8))
