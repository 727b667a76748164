import CEL
import CallModel
import Diagnostics

/// Findings about the headers of `context`: a telephone gets few, of certain names, and none takes
/// long ones (FACTS.md (f) and (j)).
func contextHeaderFindings(
  _ flow: CheckedFlow,
  _ compiled: [CELExpression?]
) -> [Diagnostic] {
  flow.reached.flatMap { node -> [Diagnostic] in
    guard let telling = node.shape.telling, !telling.context.headers.isEmpty else { return [] }
    let kinds = telling.parties.map { flow.kinds(of: $0, compiled) }
    return ContextHeaderCheck(
      headers: telling.context.headers,
      reach: kinds.contains([.phoneNumber])
        ? .telephone : kinds.contains { $0.contains(.phoneNumber) } ? .perhapsTelephone : .client,
      keyword: node.keywordSpan
    ).findings
  }
}

private struct ContextHeaderCheck {
  /// Who is told.
  enum Reach {
    case telephone, perhapsTelephone, client
  }

  let headers: [CallContextFields.Header]
  let reach: Reach
  /// Where the step stands.
  let keyword: Span

  var findings: [Diagnostic] {
    (tooMany.map { [$0] } ?? headers.compactMap(misnamed))
      + headers.compactMap(longName) + headers.compactMap(longValue)
  }

  private var severity: Severity { reach == .perhapsTelephone ? .warning : .error }

  private var limits: (count: Int, characters: Int, to: String) {
    reach == .client
      ? (ServiceLimits.voipHeaders, ServiceLimits.voipHeaderCharacters, "a client")
      : (ServiceLimits.sipHeaders, ServiceLimits.sipHeaderCharacters, "a telephone")
  }

  private var tooMany: Diagnostic? {
    guard headers.count > limits.count else { return nil }
    return Diagnostic(
      .valueOutOfRange,
      severity,
      "\(limits.to) gets at most \(limits.count) headers, and these are \(headers.count)",
      at: headers[limits.count].nameSpan
    )
  }

  private func misnamed(_ header: CallContextFields.Header) -> Diagnostic? {
    guard reach != .client, !ServiceLimits.isSIPHeader(header.name) else { return nil }
    return Diagnostic(
      .malformedValue,
      severity,
      "the service sends a telephone no header `\(header.name)`",
      at: header.nameSpan,
      help: "begin its name with `X-`, as `X-\(header.name)`"
    )
  }

  private func longName(_ header: CallContextFields.Header) -> Diagnostic? {
    let count = header.name.count
    guard count > ServiceLimits.headerNameCharacters else { return nil }
    return Diagnostic(
      .valueOutOfRange,
      "a header's name has at most \(ServiceLimits.headerNameCharacters) characters, and this has \(count)",
      at: header.nameSpan
    )
  }

  /// The words that are written must fit, whatever is put between them (SEMANTICS.md, rule 48).
  private func longValue(_ header: CallContextFields.Header) -> Diagnostic? {
    let count = header.value.writtenCharacters
    guard count > limits.characters else { return nil }
    return Diagnostic(
      .valueOutOfRange,
      severity,
      "a header for \(limits.to) has at most \(limits.characters) characters, and this has \(count)",
      at: header.value.span
    )
  }
}

extension CheckedFlow {
  /// Of which kinds a party can be; none where that is not known.
  fileprivate func kinds(
    of party: FieldValue<Party>,
    _ compiled: [CELExpression?]
  ) -> Set<IdentifierKind> {
    switch party {
    case .literal(.identity(let name)):
      return read.names.identities[name].map { [$0.kind] } ?? []
    case .literal: return []
    case .expression(let id):
      guard case .abstract(let type)? = compiled[id.index]?.type.itemOrItself,
        type.name == IdentifierType.name
      else { return [] }
      return Set(type.kinds.compactMap(IdentifierKind.init))
    }
  }
}
