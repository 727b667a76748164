import CallModel
import Diagnostics
import FlowSyntax

/// The keys of a service.
private let serviceKeys = ["url", "headers", "timeout", "api"]

extension ValueReader {
  /// A service: where its requests go, and what each of them carries.
  func service(_ entry: SyntaxEntry) -> HTTPService? {
    guard
      let entries = nodes.entries(entry.value, "a service", help: "write `{ url: https://… }`")
    else { return nil }
    let (value, hasStranger) =
      nodes.asMeant(entry.value, entries, in: "a service", known: serviceKeys)
    let fields = at(ValuePlace(site: .service(entry.key.text), takesSecrets: true))
    let headers = value["headers"].flatMap(fields.headers) ?? []
    let timeout = value["timeout"].flatMap { literal($0, .requestTimeout) }
    guard let node = value["url"] else {
      if !hasStranger { reportMissingURL(entry) }
      return nil
    }
    guard let scalar = nodes.scalar(node, "a URL") else { return nil }
    let url = fields.url(scalar.fragment)
    nodes.checkURL(url)
    checkBeginning(url)
    return HTTPService(url: url, headers: headers, timeout: timeout, span: entry.key.span)
  }

  private func reportMissingURL(_ entry: SyntaxEntry) {
    guard nodes.isComplete else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        "a service needs `url`",
        at: entry.key.span,
        help: "add `url: https://…`, or a setting of type `uri`"
      )
    )
  }

  /// What a step adds to the URL goes at its end, so nothing may stand there that ends a path.
  private func checkBeginning(_ url: Template) {
    let isEnded = url.parts.contains { part in
      if case .text(let text) = part { text.contains { "?#".contains($0) } } else { false }
    }
    guard isEnded else { return }
    nodes.reportMalformed(
      at: url.span,
      "a service's URL has a query or a fragment, and steps could add no path to it",
      help: "write it at the steps: `query: { … }`"
    )
  }

  /// Where a request goes: a URL, or a service's name with what follows its URL.
  fileprivate func address(_ scalar: SyntaxScalar) -> HTTPAddress? {
    let template = url(scalar.fragment)
    guard case .text(let text)? = template.parts.first, !text.contains("://") else {
      nodes.checkURL(template)
      return HTTPAddress(url: template)
    }
    let written = String(text.prefix { !"/?#".contains($0) })
    guard written.utf8.first?.isLetterOrDigit == true,
      written.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") })
    else {
      nodes.checkURL(template)
      return HTTPAddress(url: template)
    }
    let rest = String(text.dropFirst(written.count))
    guard !rest.isEmpty || template.parts.count == 1 else {
      nodes.reportMalformed(
        at: scalar.span,
        "which service this is cannot be known before a call",
        help: "a service's name ends at a `/`: `\(written)/${…}`"
      )
      return nil
    }
    guard let name = serviceName(written, at: scalar), let service = names.services[name] else {
      return nil
    }
    let path = (rest.isEmpty ? [] : [Template.Part.text(rest)]) + template.parts.dropFirst()
    return HTTPAddress(
      service: name,
      url: Template(parts: path, span: template.span),
      timeout: service.timeout
    )
  }

  /// The service that is meant; nil after a finding where there is no guess.
  private func serviceName(_ written: String, at scalar: SyntaxScalar) -> String? {
    let span = scalar.fragment.part(0..<written.utf8.count).span
    let known = names.services[written] != nil
    let meant =
      known
      ? written
      : reportUnknown(.service, written, among: names.services.keys.sorted(), at: span)
    if let meant { use(.service, meant, at: span) }
    return meant
  }
}

extension FieldType where Value == HTTPAddress {
  /// A URL with `${ }` in it, or a service's name with what follows its URL.
  static var address: Self {
    Self(shape: .text(pattern: nil), placeholder: HTTPAddress()) { node, values in
      let inner = ["url", "uri"].lazy.compactMap { node[$0]?.scalar?.text }.first
      return values.nodes.scalar(node, "a URL", help: inner.map { "write the URL itself: `\($0)`" })
        .flatMap(values.address)
    }
  }
}

extension FieldType where Value == FieldValue<Milliseconds> {
  /// How long an HTTP request may take: a caller waits in silence meanwhile.
  static var requestTimeout: Self { .duration(.seconds(1)...(.seconds(30))) }
}
