import CallModel
import Diagnostics
import FlowSyntax

extension NodeReader {
  /// A setting: a type, `sensitive` before it where it applies; its value is the environment's.
  func setting(_ entry: SyntaxEntry) -> FlowNames.Setting? {
    guard let scalar = entry.value.scalar, !scalar.isAbsent else {
      guard entry.value.scalar == nil else {
        reportWrongShape(entry.value, "a type")
        return nil
      }
      return declaredType(entry.value).map {
        FlowNames.Setting(type: $0, isSensitive: false, span: entry.key.span)
      }
    }
    let (fragment, isSensitive) = scalar.fragment.withoutSensitive
    return declaredType(fragment).map {
      FlowNames.Setting(type: $0, isSensitive: isSensitive, span: entry.key.span)
    }
  }

  /// A signal: its fields with their types; `{}` for one that brings nothing.
  func signal(_ entry: SyntaxEntry) -> FlowNames.Signal? {
    guard entry.value.entries != nil else {
      reportWrongShape(
        entry.value,
        "the signal's fields with their types",
        help: "write it like `{ agent: phoneNumber }`, or `{}` for none"
      )
      return nil
    }
    return declaredType(entry.value).map { FlowNames.Signal(type: $0, span: entry.key.span) }
  }

  /// `{ type: int, default: 3 }` of other systems as the declaration that is meant, after a finding;
  /// nil for anything else.
  func asDeclaration(_ entry: SyntaxEntry) -> SyntaxEntry? {
    guard let entries = entry.value.entries, let type = entry.value["type"]?.scalar,
      let value = entries.first(where: { ["default", "value", "initial"].contains($0.key.text) })?
        .value.scalar,
      flowType(value.text[...]) == nil, entries.allSatisfy({ $0.value.scalar != nil })
    else { return nil }
    let meant = typeWords[type.text.lowercased()] ?? type.text
    let text = "\(meant) = \(value.isAbsent ? "''" : value.text)"
    report(
      Diagnostic(
        .wrongShape,
        "a type and its first value are one text",
        at: entry.value.headSpan,
        help: "write `\(entry.key.text): \(text)`"
      )
    )
    let fragment = SourceFragment(verbatim: text, span: entry.value.headSpan)
    return SyntaxEntry(key: entry.key, value: SyntaxNode(SyntaxScalar(fragment, style: .plain)))
  }

  /// A declared type: a word, a record of fields, or a list of one item.
  func declaredType(_ node: SyntaxNode) -> FlowType? {
    switch node.content {
    case .scalar(let scalar):
      guard !scalar.isAbsent else {
        reportWrongShape(node, "a type such as `string`")
        return nil
      }
      return declaredType(scalar.fragment)
    case .sequence(let items):
      guard items.count == 1, let item = items.first else {
        let names = items.compactMap(\.scalar?.text)
        let isFields =
          names.count == items.count && !names.isEmpty
          && names.allSatisfy { isName($0) && flowType($0[...]) == nil }
        reportWrongShape(
          node,
          "the type of the list's items",
          help: isFields
            ? "give each field its type: `{ \(names.map { "\($0): string" }.joined(separator: ", ")) }`"
            : "write it like `[string]`"
        )
        return nil
      }
      return declaredType(item).map(FlowType.list)
    case .mapping(let entries):
      return .record(
        entries.map { entry in
          // The field is kept: expressions that read it are not wrong.
          declaredField(entry)
        }
      )
    }
  }

  /// A field of a declared record, `sensitive` before its type where it applies.
  private func declaredField(_ entry: SyntaxEntry) -> FlowType.Field {
    guard let scalar = entry.value.scalar, !scalar.isAbsent else {
      return FlowType.Field(name: entry.key.text, type: declaredType(entry.value) ?? .unreadable)
    }
    let (fragment, isSensitive) = scalar.fragment.withoutSensitive
    return FlowType.Field(
      name: entry.key.text,
      type: declaredType(fragment) ?? .unreadable,
      isSensitive: isSensitive
    )
  }

  /// A declared type as a word: `int`, `list<string>`, `string?`, `phoneNumber`.
  ///
  /// Where a value can follow, what is no type may be the value alone.
  func declaredType(_ fragment: SourceFragment, takesValue: Bool = false) -> FlowType? {
    if let type = flowType(fragment.text[...]) { return type }
    let word = fragment.text.lowercased()
    let near = NearName(
      typeWords[word] ?? meantType(fragment.text)
        ?? nearest(to: fragment.text, among: flowTypeNames),
      for: fragment.text,
      of: .language,
      at: fragment.span,
      isSynonym: typeSynonyms.contains(word),
      otherwise: fragment.text.hasPrefix("sensitive ")
        ? "the items of a list and the values of a map cannot be `sensitive` by themselves"
        : ["json", "object", "any", "dict", "array", "hash"].contains(word)
          ? "name what is read of it, each with its type: `{ name: string }`; a list is `[string]`"
          : valueAdvice(fragment.text, takesValue: takesValue)
            ?? "the types are \(quotedList(flowTypeNames))"
    )
    report(
      Diagnostic(
        .unknownName,
        "there is no type `\(fragment.text)`",
        at: fragment.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return nil
  }
}

extension SourceFragment {
  /// A declared type without `sensitive` before it, and whether it was there.
  var withoutSensitive: (type: SourceFragment, isSensitive: Bool) {
    guard text.hasPrefix("sensitive ") else { return (self, false) }
    return (trimmed("sensitive".utf8.count..<text.utf8.count), true)
  }

  /// A part of the text without the spaces around it.
  func trimmed(_ range: Range<Int>) -> SourceFragment {
    let bytes = Array(text.utf8)
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] == UInt8(ascii: " ") { start += 1 }
    while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return part(start..<end)
  }
}

/// The words for types without parts.
private let simpleTypes: [(String, FlowType)] = [
  ("bool", .bool), ("int", .int), ("double", .double), ("string", .string),
  ("duration", .duration), ("timestamp", .timestamp), ("time", .time), ("date", .date),
  ("locale", .locale), ("uri", .uri), ("tones", .tones),
]

/// All words for types.
private let flowTypeNames =
  simpleTypes.map(\.0) + ["list<string>", "map<string>", "string?"]
  + IdentifierKind.allCases.map(\.rawValue)

/// What other languages call our types, or what comes nearest to it: too far from our words to be
/// found by distance.
private let typeWords = [
  "integer": "int", "long": "int", "boolean": "bool", "float": "double", "number": "double",
  "decimal": "double", "text": "string", "str": "string", "datetime": "timestamp",
  "date-time": "timestamp", "instant": "timestamp", "interval": "duration", "url": "uri",
  "language": "locale", "digits": "tones", "dtmf": "tones", "phone": "phoneNumber",
  "array": "list<string>", "list": "list<string>", "map": "map<string>", "object": "map<string>",
]

/// Those of them that can mean no other type.
private let typeSynonyms: Set = ["integer", "boolean", "str"]

/// The type that is written otherwise in other languages, or with its words in another order.
private func meantType(_ text: String) -> String? {
  let words = text.split { " |".contains($0) }.map(String.init)
  if words == ["sensitive"] || words == ["secret"] { return "sensitive string" }
  if words.count == 2, let place = words.firstIndex(where: { $0 == "sensitive" || $0 == "secret" }),
    flowType(words[1 - place][...]) != nil
  {
    return "sensitive \(words[1 - place])"
  }
  var meant = text
  if words.count == 2, words[1] == "null" { meant = words[0] + "?" }
  if text.hasPrefix("optional<"), text.hasSuffix(">") {
    meant = text.dropFirst("optional<".count).dropLast() + "?"
  }
  if text.hasSuffix("[]") { meant = "list<\(text.dropLast(2))>" }
  if text.hasPrefix("map<string,") {
    meant = "map<" + text.dropFirst("map<string,".count).drop { $0 == " " }
  }
  return meant != text && flowType(meant[...]) != nil ? meant : nil
}

/// What to write for a value that stands where its type is expected; nil where it is none.
private func valueAdvice(_ text: String, takesValue: Bool) -> String? {
  let types: [(String, FlowType)] = [
    ("int", .int), ("double", .double), ("bool", .bool), ("uri", .uri), ("duration", .duration),
    ("timestamp", .timestamp),
  ]
  let isWord = takesValue && !text.contains("<")
  let type =
    types.first { $0.1.literal(text) != nil }?.0
    ?? (Identifier.isE164(text) ? "phoneNumber" : isWord ? "string" : nil)
  guard let type else { return nil }
  return takesValue
    ? "write the type before the value: `\(type) = \(text)`"
    : "write its type, `\(type)`: a setting's value stands in `flowctl.yaml`"
}

/// Reads a type from its word; the nesting is bounded by the limit.
private func flowType(_ text: Substring, depth: Int = 0) -> FlowType? {
  guard depth < FlowLimits.typeDepth else { return nil }
  if text.hasSuffix("?") {
    return flowType(text.dropLast(), depth: depth + 1).map(FlowType.optional)
  }
  if text.hasPrefix("list<"), text.hasSuffix(">") {
    return flowType(text.dropFirst(5).dropLast(), depth: depth + 1).map(FlowType.list)
  }
  if text.hasPrefix("map<"), text.hasSuffix(">") {
    return flowType(text.dropFirst(4).dropLast(), depth: depth + 1).map(FlowType.map)
  }
  if let kind = IdentifierKind(rawValue: String(text)) { return .identifier([kind]) }
  return simpleTypes.first { $0.0 == text }?.1
}
