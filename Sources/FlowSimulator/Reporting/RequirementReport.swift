internal import Diagnostics
internal import JSON

/// Which scenarios each requirement has, and whether they pass.
package struct RequirementReport: Sendable {
  /// A requirement with its scenarios.
  package struct Row: Sendable {
    /// Its name.
    package let requirement: String
    /// The scenarios that are for it, in the order of their files.
    package fileprivate(set) var scenarios: [(file: String, name: String, passed: Bool)] = []

    /// Whether it has scenarios, and all of them pass.
    package var isMet: Bool { !scenarios.isEmpty && scenarios.allSatisfy(\.passed) }
  }

  /// The requirements by name.
  package let rows: [Row]

  /// Takes in what came of scenarios.
  package init(_ tested: [TestedFile]) {
    var rows: [String: Row] = [:]
    for file in tested {
      for name in file.requirements { rows[name] = rows[name] ?? Row(requirement: name) }
      for result in file.results {
        for name in result.requirements {
          rows[name, default: Row(requirement: name)].scenarios.append(
            (file.name, result.name, result.passed)
          )
        }
      }
    }
    self.rows = rows.sorted { $0.key < $1.key }.map(\.value)
  }

  /// For people: a line for each requirement, and one for each of its scenarios.
  package var text: String {
    var text = ""
    for row in rows {
      let mark = row.isMet ? "ok  " : "FAIL"
      text += "\(mark)  \(quoted(row.requirement))\(row.scenarios.isEmpty ? "  no scenario" : "")\n"
      for scenario in row.scenarios {
        text +=
          "  \(scenario.passed ? "ok  " : "FAIL")  \(scenario.file): \(quoted(scenario.name))\n"
      }
    }
    return text + "\(rows.count) requirements: \(rows.count(where: \.isMet)) met\n"
  }

  /// The rows for programs.
  var json: JSONValue {
    .array(
      rows.map { row in
        [
          "requirement": .string(row.requirement), "met": .bool(row.isMet),
          "scenarios": .array(
            row.scenarios.map { scenario in
              [
                "file": .string(scenario.file), "name": .string(scenario.name),
                "passed": .bool(scenario.passed),
              ]
            }
          ),
        ]
      }
    )
  }
}
