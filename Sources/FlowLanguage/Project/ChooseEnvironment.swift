import Diagnostics
import FlowSyntax

/// The environment whose values the flows get.
struct ChosenEnvironment {
  /// The environment asked for, or the only one there is; nil for none.
  var environment: FlowEnvironment?
  /// Whether values are required; not where no environment could be chosen, which is one finding
  /// and not one for each value.
  var requiresValues: Bool
  /// What is to be said about it.
  var findings: [Diagnostic] = []
}

/// Chooses the environment: the one asked for, or the only one there is.
func chooseEnvironment(_ sources: ProjectSources, files: inout SourceFiles) -> ChosenEnvironment {
  var chosen = ChosenEnvironment(requiresValues: sources.requiresValues)
  guard let file = sources.files.first(where: \.isConfiguration) else {
    if let asked = sources.environment {
      chosen.refuse(
        .unknownName,
        "there is no environment `\(asked)`: there is no `flowctl.yaml`",
        at: Span.none
      )
    }
    return chosen
  }
  let (source, decoding) = readSource(file.bytes, name: file.path, into: &files)
  files.note(companion: source.id)
  let (document, syntax) = parseYAML(source)
  let session = ReadingSession()
  session.findings = decoding + syntax
  let all = session.configuration(document).environments
  chosen.findings = applyAllowances(of: document, in: source, to: session.findings)
  if let asked = sources.environment {
    chosen.environment = all.first { $0.name == asked }
    if chosen.environment == nil, session.isComplete {
      chosen.refuse(asked, among: all.map(\.name), at: source.span.startPoint)
    }
  } else if all.count == 1 {
    chosen.environment = all.first
  } else if let first = all.first, !sources.requiresValues {
    chosen.findings.append(
      Diagnostic(
        .missingValue,
        .hint,
        "there are several environments: the values of none are checked",
        at: first.span,
        help: "choose one of \(quotedList(all.map(\.name))) with `--environment`"
      )
    )
  } else if let first = all.first {
    chosen.refuse(
      .missingValue,
      "there are several environments, and none is chosen",
      at: first.span,
      help: "choose one of \(quotedList(all.map(\.name))) with `--environment`"
    )
  }
  return chosen
}

extension ChosenEnvironment {
  fileprivate mutating func refuse(_ asked: String, among names: [String], at span: Span) {
    let others = "the environments are \(quotedList(names))"
    let near = NearName(nearestName(to: asked, among: names), at: span, otherwise: others)
    refuse(.unknownName, "there is no environment `\(asked)`", at: span, help: near.help)
  }

  fileprivate mutating func refuse(
    _ code: DiagnosticCode,
    _ message: String,
    at span: Span,
    help: String? = nil
  ) {
    requiresValues = false
    findings.append(Diagnostic(code, message, at: span, help: help))
  }
}
