import CEL
import FlowLanguage

extension Turn {
  /// Whether data decides which host a request reaches, and the environment does not name that one
  /// among its private hosts: then it may be no private one (LANGUAGE, part 2).
  ///
  /// What the flow says itself, or one of its settings, is the author's to decide.
  func isHostFromData(
    _ template: Template,
    of service: HTTPService?,
    _ address: [HTTPEffect.TextPart]
  ) throws(StepFailure) -> Bool {
    let parts = (service?.url.parts ?? []) + template.parts
    guard try dataDecidesHost(of: parts) else { return false }
    guard let host = address.host else { return true }
    return !program.privateHosts.contains(host)
  }

  private func dataDecidesHost(of parts: [Template.Part]) throws(StepFailure) -> Bool {
    // Host and port end at the first slash behind `://` (RFC 3986, section 3.2).
    var url = ""
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let text): url += text
      case .expression(let id):
        if program[id].references.contains(where: { $0.path.first != "settings" }) { return true }
        let text = try text(of: id)
        url += index == 0 ? text : text.percentEncoded
      case .secret: url += index == 0 ? "secret://" : ""
      }
      guard let scheme = url.firstRange(of: "://") else { continue }
      if url[scheme.upperBound...].contains(where: { "/?#".contains($0) }) { return false }
    }
    return false
  }
}

extension [HTTPEffect.TextPart] {
  /// The host it leads to, in small letters and without port; nil where a secret or user
  /// information stands before or in it.
  fileprivate var host: String? {
    guard case .text(let url)? = first, let scheme = url.firstRange(of: "://") else { return nil }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    guard authority.endIndex < rest.endIndex || count == 1, !authority.contains("@"),
      !authority.contains("\\")
    else { return nil }
    guard authority.hasPrefix("[") else {
      return authority.prefix { $0 != ":" }.lowercased()
    }
    return authority.dropFirst().prefix { $0 != "]" }.lowercased()
  }
}
