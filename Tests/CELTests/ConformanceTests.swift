import Diagnostics
import Foundation
import Testing

@testable import CEL

/// The public conformance suite of the language, where its file is at hand.
@Suite struct ConformanceTests {
  @Test func `every case of the suite that needs no protobuf passes`() throws {
    guard let path = ProcessInfo.processInfo.environment["CEL_CASES"] else {
      print("CEL conformance: skipped, CEL_CASES names no file")
      return
    }
    var score = Score()
    let zones = CELTimeZones(systemZone)
    for line in try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n")) {
      guard let test = try ConformanceCase(Data(line), zones) else {
        score.skipped["proto", default: 0] += 1
        continue
      }
      if let mismatch = mismatch(test) {
        score.failures.append((test.id, mismatch))
        score.failed[test.needs, default: 0] += 1
      } else {
        score.passed[test.needs, default: 0] += 1
      }
    }
    print(score.text)
    #expect(score.failures.isEmpty)
  }

  /// What is wrong with the outcome of a case, or nil if it passes.
  private func mismatch(_ test: ConformanceCase) -> String? {
    let source = SourceFragment(detached: test.source)
    let (expression, findings) =
      test.isChecked
      ? compileCEL(source, in: test.environment)
      : compileUncheckedCEL(source, in: test.environment)
    if case .type(let type, _) = test.expectation, expression?.type != type {
      return
        "type \(expression?.type.description ?? "none"), not \(type): \(findings.map(\.message))"
    }
    if test.isOnlyChecked { return nil }
    guard let expression else {
      if case .failure = test.expectation { return nil }
      return "refused: \(findings.map(\.message))"
    }
    do throws(CELFailure) {
      let (value, cost) = try expression.evaluateMetered { variable throws(CELFailure) in
        test.bindings[variable.name]
      }
      guard cost <= expression.estimatedCost else {
        return "cost \(cost), estimated \(expression.estimatedCost)"
      }
      return mismatch(value, test.expectation)
    } catch {
      if case .failure = test.expectation { return nil }
      return "failed: \(error.message)"
    }
  }

  private func mismatch(_ value: CELValue, _ expectation: ConformanceCase.Expectation) -> String? {
    switch expectation {
    case .failure: "gave \(value) instead of failing"
    case .value(let expected), .type(_, let expected?):
      isSame(value, expected) ? nil : "gave \(value), not \(expected)"
    case .type(_, nil): nil
    }
  }

  /// The suite's equality: the kind counts, NaN is NaN, the sign of zero does not count.
  private func isSame(_ left: CELValue, _ right: CELValue) -> Bool {
    switch (left, right) {
    case (.double(let left), .double(let right)):
      left == right || left.isNaN && right.isNaN
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
    case (.map(let left), .map(let right)):
      left.count == right.count
        && zip(left.entries, right.entries).allSatisfy {
          isSame($0.key, $1.key) && isSame($0.value, $1.value)
        }
    case (_, _): left == right
    }
  }
}

private struct Score {
  var passed: [String: Int] = [:]
  var failed: [String: Int] = [:]
  var skipped: [String: Int] = [:]
  var failures: [(id: String, mismatch: String)] = []

  var text: String {
    let needs = Set(passed.keys).union(failed.keys).union(skipped.keys).sorted()
    let rows = needs.map {
      "  \($0): \(passed[$0] ?? 0) passed, \(failed[$0] ?? 0) failed, \(skipped[$0] ?? 0) skipped"
    }
    let failures = failures.map { "  \($0.id): \($0.mismatch)" }
    return (["CEL conformance:"] + rows + failures).joined(separator: "\n")
  }
}

/// A zone of the system, its offsets found by asking for each hour at which one can begin.
private func systemZone(_ name: String) -> CELTimeZone? {
  guard let zone = TimeZone(identifier: name) else { return nil }
  var moment = Date(timeIntervalSince1970: -5_000_000_000)
  let first = zone.secondsFromGMT(for: moment)
  var transitions: [CELTimeZone.Transition] = []
  while let next = zone.nextDaylightSavingTimeTransition(after: moment),
    next.timeIntervalSince1970 < 4_000_000_000
  {
    moment = next
    transitions.append(
      .init(
        seconds: Int64(next.timeIntervalSince1970),
        offsetSeconds: zone.secondsFromGMT(for: next)
      )
    )
  }
  return CELTimeZone(firstOffsetSeconds: first, transitions: transitions)
}
