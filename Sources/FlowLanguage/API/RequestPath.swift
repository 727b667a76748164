/// The path of a request, as far as it is known before a call: what stands between slashes.
struct RequestPath {
  /// What a segment is made of.
  enum Segment {
    case text(String)
    /// One value and nothing else.
    case value(ExpressionID)
    /// A value that nobody knows, or text and values.
    case mixed
  }

  /// The segments, of which none is empty.
  private(set) var segments: [Segment] = []
  /// The names that the URL's own query has.
  private(set) var queryNames: Set<String> = []

  /// Takes apart what follows a service's URL.
  init(_ url: Template) {
    var pieces: [Template.Part] = []
    var query: String?
    for part in url.parts {
      if query != nil {
        if case .text(let text) = part { query? += text } else { query? += "\u{0}" }
        continue
      }
      guard case .text(let text) = part else {
        pieces.append(part)
        continue
      }
      let path = text.prefix { $0 != "?" && $0 != "#" }
      let steps = path.split(separator: "/", omittingEmptySubsequences: false)
      for (index, step) in steps.enumerated() {
        if index > 0 { add(&pieces) }
        if !step.isEmpty { pieces.append(.text(String(step))) }
      }
      if path.count < text.count { query = String(text[path.endIndex...].dropFirst()) }
    }
    add(&pieces)
    let fields = (query ?? "").prefix { $0 != "#" }.split(separator: "&")
    queryNames = Set(fields.map { String($0.prefix { $0 != "=" }) })
  }

  private mutating func add(_ pieces: inout [Template.Part]) {
    defer { pieces = [] }
    switch (pieces.first, pieces.count) {
    case (nil, _): break
    case (.text(let text)?, 1): segments.append(.text(text))
    case (.expression(let id)?, 1): segments.append(.value(id))
    case (_, _): segments.append(.mixed)
    }
  }

  /// The path as it is written in messages.
  var text: String {
    "/"
      + segments.map { segment in
        if case .text(let text) = segment { text } else { "${…}" }
      }.joined(separator: "/")
  }

  /// The values of the parameters in a path of a description, by name; nil where it is another path.
  func values(in template: String) -> [(name: String, value: Segment)]? {
    let steps = template.split(separator: "/")
    guard steps.count == segments.count else { return nil }
    var values: [(name: String, value: Segment)] = []
    for (step, segment) in zip(steps, segments) {
      if step.hasPrefix("{"), step.hasSuffix("}"), !step.dropFirst().contains("{") {
        values.append((String(step.dropFirst().dropLast()), segment))
        continue
      }
      switch segment {
      case .text(let text): guard text == step || step.contains("{") else { return nil }
      case .value, .mixed: guard step.contains("{") else { return nil }
      }
    }
    return values
  }
}
