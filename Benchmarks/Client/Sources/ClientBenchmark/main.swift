import Foundation

// The clients in turns, or a million requests of ours; ../README.md says how to run them.
do {
  let target = try Target()
  switch CommandLine.arguments.dropFirst().first {
  case "compare": try await compare(target)
  case "soak": try await soak(target)
  default: usage()
  }
} catch {
  print("\(error)")
  exit(1)
}

func usage() -> Never {
  print("usage: ClientBenchmark compare|soak URL [HEADER: VALUE]... (COUNT=…, CONCURRENT=…)")
  exit(2)
}
