internal import CallModel
internal import Diagnostics
package import FlowLanguage

/// Runs a scenario again with what may go wrong between a server and the service, by a seed: events
/// late, twice and out of order, or never, answers after events, refusals that are to be tried again,
/// and a crash with a start at a boundary.
///
/// What people notice must be what it was (`ordinary`). Returns the result, a failure where it is not;
/// nil where it is.
package func perturbScenario(
  _ scenario: Scenario,
  of program: Program,
  seed: UInt64,
  against ordinary: ScenarioResult
) -> ScenarioResult? {
  perturb(ScenarioRun(scenario, of: program), seed: seed, against: ordinary)
}

/// The same of a run that has not begun.
func perturb(
  _ run: ScenarioRun,
  seed: UInt64,
  against ordinary: ScenarioResult
) -> ScenarioResult? {
  var run = run
  run.simulation.perturbation = Perturbation(seed: seed, inputs: ordinary.inputs)
  let perturbed = run.result()
  guard let difference = difference(of: perturbed, from: ordinary) else { return nil }
  let failure = run.failure(
    "people notice something else when things go wrong by seed \(seed)",
    at: perturbed.failure?.line,
    insteadOf: difference,
    help: "`--perturb 1 --seed \(seed)` shows it again; without it, all is as the lines say"
  )
  return perturbed.failing(failure)
}

/// The first thing that people notice otherwise, or why a line fails; nil where there is neither.
private func difference(of perturbed: ScenarioResult, from ordinary: ScenarioResult) -> String? {
  let (new, old) = (perturbed.noticed, ordinary.noticed)
  let place = zip(new, old).prefix { $0 == $1 }.count
  if place < new.count, place < old.count { return "\(new[place]), where \(old[place])" }
  if let failure = perturbed.failure { return "\(failure.message): \(failure.label)" }
  guard new.count != old.count else { return nil }
  return place < new.count
    ? "\(new[place]), where nothing was" : "nothing comes where \(old[place])"
}
