import FlowLanguage

extension Turn {
  /// Where a request goes: each `${ }` is percent-encoded as one path segment or query value, but
  /// one at the very beginning, which is a URL itself, stands as it is.
  func url(_ template: Template) throws(StepFailure) -> [HTTPEffect.TextPart] {
    try checked(urlParts(template, beginsURL: true))
  }

  /// Where a request goes: the URL, or a service's with what follows it.
  func url(
    _ template: Template,
    of service: HTTPService?
  ) throws(StepFailure) -> [HTTPEffect.TextPart] {
    guard let service else { return try url(template) }
    var beginning = try url(service.url)
    guard beginning.allSatisfy({ !$0.plainText.contains { "?#".contains($0) } }) else {
      throw StepFailure(.invalid, "a service's URL has a query or a fragment")
    }
    let path = try urlParts(template, beginsURL: false)
    // `https://desk.contoso.com/` and `/tasks` share their slash.
    if case .text(let text)? = beginning.last, text.hasSuffix("/"),
      path.first?.plainText.hasPrefix("/") == true
    {
      beginning[beginning.count - 1] = .text(String(text.dropLast()))
    }
    return try checked(beginning + path)
  }

  /// The parts of a URL, or of what follows the beginning of one.
  private func urlParts(
    _ template: Template,
    beginsURL: Bool
  ) throws(StepFailure) -> [HTTPEffect.TextPart] {
    var parts: [HTTPEffect.TextPart] = []
    for (index, part) in template.parts.enumerated() {
      let isBeginning = beginsURL && index == 0
      switch part {
      case .text(let text): parts.append(.text(text))
      case .secret(let name): parts.append(isBeginning ? .secret(name) : .encodedSecret(name))
      case .expression(let id):
        let text = try text(of: id)
        parts.append(.text(isBeginning ? text : text.percentEncoded))
      }
    }
    return parts
  }

  private func checked(
    _ parts: [HTTPEffect.TextPart]
  ) throws(StepFailure) -> [HTTPEffect.TextPart] {
    let parts = parts.joined()
    guard isURL(parts) else {
      throw StepFailure(.invalid, "a URL begins with neither https:// nor http://")
    }
    return parts
  }

  /// What a URL asks: names and values, percent-encoded, between `&`.
  func query(_ fields: [CallContextFields.Header]) throws(StepFailure) -> [HTTPEffect.TextPart] {
    var parts: [HTTPEffect.TextPart] = []
    for field in fields {
      parts.append(.text((parts.isEmpty ? "" : "&") + field.name.percentEncoded + "="))
      for part in field.value.parts {
        switch part {
        case .text(let text): parts.append(.text(text.percentEncoded))
        case .secret(let name): parts.append(.encodedSecret(name))
        case .expression(let id): parts.append(.text(try text(of: id).percentEncoded))
        }
      }
    }
    return parts
  }

  private func isURL(_ parts: [HTTPEffect.TextPart]) -> Bool {
    let isClean = parts.allSatisfy { part in
      guard case .text(let text) = part else { return true }
      return text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
    }
    guard case .text(let text)? = parts.first else { return isClean && !parts.isEmpty }
    return isClean && (text.hasPrefix("https://") || text.hasPrefix("http://"))
  }

  /// A header's value; a line break in it would be a header of its own.
  func headerParts(_ template: Template) throws(StepFailure) -> [HTTPEffect.TextPart] {
    var parts: [HTTPEffect.TextPart] = []
    for part in template.parts {
      switch part {
      case .text(let text): parts.append(.text(text))
      case .secret(let name): parts.append(.secret(name))
      case .expression(let id): parts.append(.text(try text(of: id)))
      }
    }
    let isClean = parts.allSatisfy { part in
      guard case .text(let text) = part else { return true }
      return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f || $0 == "\t" }
    }
    guard isClean else { throw StepFailure(.invalid, "a header holds a control character") }
    return parts.joined()
  }
}

extension [HTTPEffect.TextPart] {
  /// A URL that asks for something besides what it asks for already, before its fragment (RFC 3986,
  /// sections 3.4 and 3.5).
  func asking(_ query: [HTTPEffect.TextPart]) -> [HTTPEffect.TextPart] {
    guard !query.isEmpty else { return self }
    var (address, fragment) = (self, [HTTPEffect.TextPart]())
    for (index, part) in enumerated() {
      guard case .text(let text) = part, let mark = text.firstIndex(of: "#") else { continue }
      address = self[..<index] + [.text(String(text[..<mark]))]
      fragment = [.text(String(text[mark...]))] + self[(index + 1)...]
      break
    }
    let asksAlready = address.contains { part in
      if case .text(let text) = part { text.contains("?") } else { false }
    }
    var separator = asksAlready ? "&" : "?"
    if asksAlready, case .text(let text)? = address.last, text.hasSuffix("?") || text.hasSuffix("&")
    {
      separator = ""
    }
    return (address + [.text(separator)] + query + fragment).joined()
  }

  /// The same with neighbouring texts as one.
  fileprivate func joined() -> [HTTPEffect.TextPart] {
    reduce(into: []) { parts, part in
      if case .text(let text) = part, case .text(let before)? = parts.last {
        parts[parts.count - 1] = .text(before + text)
      } else {
        parts.append(part)
      }
    }
  }

  /// The text, where no secret is in it.
  func plainText() throws(StepFailure) -> String {
    var plain = ""
    for part in self {
      guard case .text(let text) = part else {
        throw StepFailure(.invalid, "a secret cannot stand in this URL")
      }
      plain += text
    }
    return plain
  }
}

extension HTTPEffect.TextPart {
  /// The text; of a secret nothing.
  fileprivate var plainText: String {
    if case .text(let text) = self { text } else { "" }
  }
}

extension String {
  /// The text as one path segment or query value: all but the unreserved characters of RFC 3986 is
  /// percent-encoded.
  package var percentEncoded: String {
    var encoded = ""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += byte < 16 ? "%0" + digits : "%" + digits
      }
    }
    return encoded
  }
}
