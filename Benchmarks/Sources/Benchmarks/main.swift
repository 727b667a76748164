import Foundation

// Each benchmark prints its figure; README.md says how to run them and what was measured.
let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "flows": try writeFlows(to: arguments.dropFirst().first ?? "flows-1000", count: 1000)
case "validate": validateFlows(count: 1000)
case "engine": engineSteps()
case "stored": storedForm()
case "service": serviceSteps()
case "calls": simulatedCalls()
case "scenarios": runScenarios(count: 1000)
case "mutants": mutants(Array(arguments.dropFirst()))
case "explore": exploredStates(Array(arguments.dropFirst()))
default:
  print(
    "usage: Benchmarks flows FOLDER | validate | engine | stored | service | calls | "
      + "scenarios | mutants FLOW… | explore FLOW [STATES]"
  )
  exit(2)
}
