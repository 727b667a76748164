import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldReader {
  /// Reads `flow` and `with`: another flow of the project, and the values of its parameters; nil
  /// where no flow is named.
  ///
  /// Where the field is missing that can stand `instead` too, the finding about that says enough.
  mutating func flowCall(_ flow: String, with: String, or instead: String) -> FlowCall? {
    let named = optional("flow", .flow, flow)
    let arguments = optional("with", .arguments(of: named?.interface), with)
    let isUsed = named != nil || isBlank || !isPresent(instead)
    field("with", isUsed: isUsed, "without `flow:` there is nothing to give")
    guard var call = named else { return nil }
    call.arguments = arguments ?? []
    checkArguments(of: call)
    return call
  }

  /// Reads `flow` and `with` of a step that has another flow, or its own, begin a call.
  mutating func begunFlow(_ flow: String, with: String) -> FlowCall {
    var call = required("flow", .flow, flow)
    call.arguments = optional("with", .arguments(of: call.interface), with) ?? []
    checkArguments(of: call)
    shape.begunFlow = call
    guard let interface = call.interface, !interface.placesCalls else { return call }
    nodes.report(
      Diagnostic(
        .typeMismatch,
        "`\(interface.name)` begins no calls",
        at: call.span,
        related: [Diagnostic.Label(interface.nameSpan, "the flow is named here")],
        help: "a flow that does has no `routes`, and a `dial` or a `join`"
      )
    )
    return call
  }

  /// Says that the step runs another flow and ends when that comes back, with what it gives back.
  mutating func runsFlow(_ call: FlowCall) {
    encloses(.flow(call))
    shape.letsInputsIn = true
    guard let interface = call.interface else { return }
    for value in interface.outputs {
      shape.outputs.append(
        OutputShape(
          name: value.name,
          type: value.type.celType,
          outcomes: [.done],
          words: .any,
          isNamedByAuthor: true,
          documentation: "What the flow gives back."
        )
      )
      if value.isSensitive { hides([[value.name]]) }
      hides(value.type.sensitivePaths.map { [value.name] + $0 })
    }
    checkFit(of: interface, at: call.span)
  }

  /// Whether a flow can run in a call of this one.
  private func checkFit(of interface: FlowInterface, at span: Span) {
    func report(
      _ code: DiagnosticCode,
      _ message: String,
      _ related: [Diagnostic.Label],
      help: String
    ) {
      nodes.report(Diagnostic(code, message, at: span, related: related, help: help))
    }
    let (own, other) = (declared.head.profile.rawValue, interface.profile.rawValue)
    if own != other {
      report(
        .typeMismatch,
        "`\(interface.name)` is a flow for `\(other)`, and this one is for `\(own)`",
        [Diagnostic.Label(interface.nameSpan, "the flow is named here")],
        help: "a call has one profile: say the same `profile:` in both"
      )
    }
    for (name, type) in interface.signals.sorted(by: { $0.key < $1.key }) {
      guard let signal = declared.names.signals[name], signal.type != type else { continue }
      report(
        .typeMismatch,
        "the signal `\(name)` brings something else in `\(interface.name)` than here",
        [Diagnostic.Label(signal.span, "it is declared here")],
        help:
          "a signal is posted to the call, whichever flow waits for it: declare it alike in both"
      )
    }
    if let join = declared.names.join, let use = interface.callerUse {
      report(
        .noCaller,
        "`\(interface.name)` needs a caller",
        [
          Diagnostic.Label(join, "a call that is joined has no caller"),
          Diagnostic.Label(use, "it needs one here"),
        ],
        help: "give it who is meant as a parameter"
      )
    }
  }

  private func checkArguments(of call: FlowCall) {
    guard nodes.isComplete, !hasStranger, let interface = call.interface else { return }
    let given = Set(entries(inside: "with").map(\.key.text))
    let missing = interface.parameters.filter { $0.isRequired && !given.contains($0.name) }
    guard !missing.isEmpty, call.arguments.count == given.count else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        "`\(call.name)` needs \(quotedList(missing.map(\.name)))",
        at: key("with")?.span ?? call.span,
        related: missing.map { Diagnostic.Label($0.span, "declared here, without a first value") },
        help: "add `with: { \(missing.map { "\($0.name): …" }.joined(separator: ", ")) }`"
      )
    )
  }
}

extension FieldType where Value == FlowCall {
  /// The name of another flow of the project.
  static var flow: Self {
    let none = FlowCall(name: "", span: .none, arguments: [], interface: nil)
    return Self(shape: .text(pattern: #"^[a-z][A-Za-z0-9-]*$"#), placeholder: none) {
      node,
      values in
      values.nodes.scalar(node, "a flow's name").map { values.flow($0) }
    }
  }
}

extension FieldType where Value == [FlowCall.Argument] {
  /// Values of a flow's parameters, by name; of any type where the flow is not known.
  static func arguments(of interface: FlowInterface?) -> Self {
    Self(shape: .mapping(.any), placeholder: []) { node, values in
      values.nodes.entries(node, "parameters and their values")?.compactMap {
        values.argument($0, of: interface)
      }
    }
  }
}

extension ValueReader {
  fileprivate func flow(_ scalar: SyntaxScalar) -> FlowCall {
    use(.flow, scalar.text, at: scalar.span)
    func call(_ name: String, _ interface: FlowInterface?) -> FlowCall {
      FlowCall(name: name, span: scalar.span, arguments: [], interface: interface)
    }
    guard case .known(let flows, let names) = declared.others else { return call(scalar.text, nil) }
    if let interface = flows[scalar.text] { return call(scalar.text, interface) }
    let meant = reportUnknown(.flow, scalar.text, among: names, at: scalar.span)
    return call(meant ?? scalar.text, nil)
  }

  fileprivate func argument(
    _ entry: SyntaxEntry,
    of interface: FlowInterface?
  ) -> FlowCall.Argument? {
    guard let interface else {
      return FlowCall.Argument(name: entry.key.text, value: valueTemplate(entry.value))
    }
    let name = entry.key.text
    let parameters = interface.parameters
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      reportNoParameter(entry.key, of: interface)
      return nil
    }
    return taking(sensitive: parameter.isSensitive).typedValue(entry.value, parameter.type).map {
      FlowCall.Argument(name: name, value: $0)
    }
  }

  private func reportNoParameter(_ key: SyntaxScalar, of interface: FlowInterface) {
    let known = interface.parameters.map(\.name)
    let near = NearName(
      nodes.nearest(to: key.text, among: known),
      for: key.text,
      of: .author,
      at: key.span,
      otherwise: known.isEmpty ? "it has none" : "its parameters are \(quotedList(known))"
    )
    nodes.report(
      Diagnostic(
        .unknownField,
        "`\(interface.name)` has no parameter `\(key.text)`",
        at: key.span,
        related: [Diagnostic.Label(interface.nameSpan, "the flow is named here")],
        help: near.help,
        fixes: near.fixes
      )
    )
  }
}
