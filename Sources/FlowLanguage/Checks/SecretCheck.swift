import CEL
import Diagnostics
import FlowSyntax

/// Findings about secrets that would be sent over a connection anyone can read.
func secretFindings(
  _ flow: CheckedFlow,
  _ dependencies: FlowDependencies,
  _ check: ExpressionCheck
) -> [Diagnostic] {
  flow.steps.compactMap { node -> Diagnostic? in
    guard case .http(let step) = node.step else { return nil }
    let service = step.service.flatMap { flow.read.names.services[$0] }
    guard let secret = step.firstSensitive(with: service, check),
      let address = (service?.url ?? step.url)
        .plainAddress(dependencies.binding.values, flow.read)
    else { return nil }
    let setting = address.setting.flatMap { dependencies.environment?.settings[$0]?.span }
    let given = setting ?? service?.url.span
    return Diagnostic(
      .sensitiveValue,
      "`\(secret)` is sensitive, and `\(address.url)` is not encrypted",
      at: step.url.span,
      related: given.map { [Diagnostic.Label($0, "the address is given here")] } ?? [],
      help: "use `https://`; only this machine itself (`http://127.0.0.1`) may do without"
    )
  }
}

/// What must not be shown of what a flow's calls do.
func sensitiveParts(_ flow: CheckedFlow, _ check: ExpressionCheck) -> SensitiveParts {
  SensitiveParts(
    values: check.sensitive.paths,
    signals: Set(
      flow.read.names.signals.filter { !$0.value.type.sensitivePaths.isEmpty }.keys
    ),
    senders: Set(flow.steps.filter { $0.shape.sendsSensitive(check) }.map(\.path)),
    hasAnswers: !check.scope.sensitiveLists.isEmpty
      || flow.steps.contains { $0.shape.hasSensitiveAnswer }
  )
}

extension StepShape {
  /// Whether the step sends something sensitive or gives it to a call that it schedules; a secret is
  /// only named where it is sent.
  fileprivate func sendsSensitive(_ check: ExpressionCheck) -> Bool {
    sent.contains { check.firstSensitive(in: $0) != nil }
      || begunFlow?.givesSensitive(check) ?? false
  }
}

extension FlowCall {
  /// Whether a value that the flow is given is sensitive, or is for a parameter that says so.
  fileprivate func givesSensitive(_ check: ExpressionCheck) -> Bool {
    let hidden = interface?.parameters.filter { parameter in
      parameter.isSensitive || !parameter.type.sensitivePaths.isEmpty
    }
    return arguments.contains { argument in
      argument.value.firstSensitive(check) != nil
        || hidden?.contains { $0.name == argument.name } ?? false
    }
  }
}

extension HTTPStep {
  /// The first sensitive value the request carries, as its own or for the service it goes to; a
  /// secret is one too.
  fileprivate func firstSensitive(
    with service: HTTPService?,
    _ check: ExpressionCheck
  ) -> String? {
    let texts = [url] + (query + headers(with: service)).map(\.value)
    return texts.lazy.compactMap { $0.firstSensitive(check) }.first
      ?? service?.url.firstSensitive(check)
      ?? body?.firstSensitive(check)
  }
}

extension Template {
  /// Where the request goes, if that is another machine over plain HTTP: the beginning of the URL,
  /// and the setting it comes from.
  fileprivate func plainAddress(
    _ values: EnvironmentValues,
    _ read: ReadFlow
  ) -> (url: String, setting: String?)? {
    switch parts.first {
    case .text(let text): return text.isPlainAddress ? (text, nil) : nil
    case .expression(let id) where id != .invalid:
      let source = read.expressions[id.index].source.text.filter { $0 != " " }
      let name = String(source.dropFirst("settings.".count))
      guard source.hasPrefix("settings."), case .string(let text)? = values.settings[name],
        text.isPlainAddress
      else { return nil }
      return (text, name)
    case .expression, .secret, nil: return nil
    }
  }
}

extension Template {
  fileprivate func firstSensitive(_ check: ExpressionCheck) -> String? {
    parts.lazy.compactMap { part in
      switch part {
      case .secret(let name): "settings.\(name)"
      case .expression(let id): check.firstSensitive(in: id)
      case .text: nil
      }
    }.first
  }
}

extension ExpressionCheck {
  /// The first sensitive value that an expression gives away.
  fileprivate func firstSensitive(in id: ExpressionID) -> String? {
    guard !sensitive.isEmpty, id != .invalid else { return nil }
    return compiled[id.index]?.references.first { sensitive.source(of: $0) != nil }?.path
      .joined(separator: ".")
  }
}

extension ValueTemplate {
  fileprivate func firstSensitive(_ check: ExpressionCheck) -> String? {
    switch self {
    case .literal: nil
    case .expression(let id): check.firstSensitive(in: id)
    case .text(let template): template.firstSensitive(check)
    case .list(let items): items.lazy.compactMap { $0.firstSensitive(check) }.first
    case .map(let entries): entries.lazy.compactMap { $0.value.firstSensitive(check) }.first
    }
  }
}

extension String {
  /// Whether it is a URL of another machine over plain HTTP.
  package var isPlainAddress: Bool {
    guard hasPrefix("http://") else { return false }
    let host = dropFirst("http://".count).prefix { !"/?#".contains($0) }
    return !["localhost", "127.0.0.1", "[::1]"].contains { own in
      host == own || host.hasPrefix(own + ":")
    }
  }
}
