import Diagnostics
import FlowSyntax

extension FieldType where Value == FetchStep.Target {
  /// Where recordings go: a URL begins with `https://`, `http://` or a setting of type `uri`; all
  /// else is a folder, so that data never chooses a host by accident.
  static var fetchTarget: Self {
    Self(shape: .text(pattern: nil), placeholder: .folder(.empty)) { node, values in
      guard let scalar = values.nodes.scalar(node, "a folder or a URL") else { return nil }
      guard !values.isURL(scalar) else { return .url(values.url(scalar.fragment)) }
      values.checkFolder(scalar)
      return .folder(values.at(ValuePlace(site: values.place.site)).template(scalar.fragment))
    }
  }
}

extension ValueReader {
  fileprivate func isURL(_ scalar: SyntaxScalar) -> Bool {
    let text = scalar.text
    if ["https://", "http://"].contains(where: text.hasPrefix) { return true }
    let beginning = "${settings."
    let written = text.filter { $0 != " " }
    guard written.hasPrefix(beginning) else { return false }
    let name = written.dropFirst(beginning.count).prefix { $0.isLetter || $0.isNumber }
    return names.settings[String(name)]?.type == .uri
  }

  /// A folder that is written out must be one below the server's.
  fileprivate func checkFolder(_ scalar: SyntaxScalar) {
    let text = scalar.text
    if let scheme = text.firstRange(of: "://"), !text[..<scheme.lowerBound].contains("$") {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(text[..<scheme.upperBound])` is not where files can be PUT",
        help: "begin with `https://`, or with a setting of type `uri`"
      )
      return
    }
    // What stands for a value counts as a name.
    var plain = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      plain += rest[..<start.lowerBound] + "x"
      rest = rest[rest.index(after: end)...]
    }
    guard !isFolderInside(plain + rest) else { return }
    nodes.reportMalformed(
      at: scalar.span,
      "`\(text)` is not a folder below the server's",
      help: text.hasPrefix("/")
        ? "write what follows the folder that `flowctl serve --recordings` names"
        : "write names with `/` between them, without `..`: `voicemail/office`"
    )
  }
}
