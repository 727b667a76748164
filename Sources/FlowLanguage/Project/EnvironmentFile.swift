import Diagnostics
import FlowSyntax

/// `flowctl.yaml` as read, with the environment whose values the flows get.
struct EnvironmentFile: Sendable {
  /// The files it was read from: one, or none.
  let files: [ProjectFile]
  /// Its text; nil where there is none.
  let source: SourceFile?
  /// The environment asked for, or the only one there is; nil for none.
  private(set) var chosen: FlowEnvironment?
  /// How much it weighs that a value is missing while there is no environment; nil where nothing is
  /// said of it, as where none could be chosen, which is one finding and not one for each value.
  private(set) var demand: Severity?
  /// Whether it was read to its end; what is missing may stand behind that.
  private(set) var isComplete = true
  /// What is to be said about it.
  private(set) var findings: [Diagnostic] = []
  /// What is said of the environment asked for where there is none of its name; else nil.
  private(set) var missing: Diagnostic?

  /// Reads the file, if there is one, under the id it had before or else a new one.
  init(_ sources: ProjectSources, id: FileID?, _ newID: () -> FileID) {
    files = sources.files.filter(\.isConfiguration)
    demand = sources.requiresValues ? .error : sources.hintsAtValues ? .hint : nil
    guard let file = files.first else {
      source = nil
      if let asked = sources.environment {
        refuse(
          .unknownName,
          "there is no environment `\(asked)`: there is no `flowctl.yaml`",
          at: Span.none
        )
        missing = findings.last
      }
      return
    }
    let (source, decoding) = readSource(file.bytes, name: file.path, id: id ?? newID())
    self.source = source
    let (document, syntax) = parseYAML(source)
    isComplete = document.isComplete
    let nodes = NodeReader(decoding + syntax, isComplete: document.isComplete)
    let all = nodes.configuration(document).environments
    findings = applyAllowances(of: document, in: source, to: nodes.findings)
    choose(sources.environment, among: all, of: source, isComplete: document.isComplete)
  }

  /// Chooses the environment: the one asked for, or the only one there is.
  private mutating func choose(
    _ asked: String?,
    among all: [FlowEnvironment],
    of source: SourceFile,
    isComplete: Bool
  ) {
    if let asked {
      chosen = all.first { $0.name == asked }
      if chosen == nil, isComplete {
        refuse(asked, among: all.map(\.name), at: source.span.startPoint)
      }
    } else if all.count == 1 {
      chosen = all.first
    } else if let first = all.first, demand != .error {
      demand = nil
      findings.append(
        Diagnostic(
          .missingValue,
          .hint,
          "there are several environments: the values of none are checked",
          at: first.span,
          help: "choose one of \(quotedList(all.map(\.name))) with `--environment`"
        )
      )
    } else if let first = all.first {
      refuse(
        .missingValue,
        "there are several environments, and none is chosen",
        at: first.span,
        help: "choose one of \(quotedList(all.map(\.name))) with `--environment`"
      )
    }
  }
}

extension EnvironmentFile {
  fileprivate mutating func refuse(_ asked: String, among names: [String], at span: Span) {
    let others = "the environments are \(quotedList(names))"
    let near = NearName(
      nearestName(to: asked, among: names),
      for: asked,
      of: .author,
      at: span,
      otherwise: others
    )
    refuse(.unknownName, "there is no environment `\(asked)`", at: span, help: near.help)
    missing = findings.last
  }

  fileprivate mutating func refuse(
    _ code: DiagnosticCode,
    _ message: String,
    at span: Span,
    help: String? = nil
  ) {
    demand = nil
    findings.append(Diagnostic(code, message, at: span, help: help))
  }
}
