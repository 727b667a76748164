internal import FlowLanguage

/// What a file of a project is, by its name (LANGUAGE.md, part 2).
package enum FileRole: Hashable, Sendable {
  /// `flowctl.yaml`.
  case configuration
  /// What some would call `flowctl.yaml`, `flowctl.yml`.
  case misnamedConfiguration
  /// A flow, or a description of a service: `*.yaml` and `*.yml` but for the others.
  case flow
  /// Tests of a flow, `*.test.yaml`.
  case tests
  /// Who calls in a simulation: `callers.yaml` and `*.callers.yaml`.
  case callers
  /// A caller's script for `flowctl emulate`, `*.call.yaml`.
  case script
  /// Maybe a description of a service written as JSON.
  case description
  /// Something else.
  case other

  /// The role of the file at a path.
  package init(of path: String) {
    let name = path.split(separator: "/").last ?? ""
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.popLast()
    guard ending == "yaml" || ending == "yml", !parts.isEmpty else {
      self = ending == "json" ? .description : .other
      return
    }
    self =
      switch parts.last {
      case _ where name == ProjectFile.configurationName: .configuration
      case _ where parts == ["flowctl"]: .misnamedConfiguration
      case "callers": .callers
      case "test" where parts.count > 1: .tests
      case "call" where parts.count > 1: .script
      default: .flow
      }
  }

  /// What a file holds that is no flow; nil for one that may be.
  var contentOtherThanFlows: String? {
    switch self {
    case .configuration, .misnamedConfiguration: "environments"
    case .tests: "scenarios"
    case .callers: "who calls in a simulation"
    case .script: "a caller's script"
    case .flow, .description, .other: nil
    }
  }
}
