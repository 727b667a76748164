import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension ValueReader {
  /// Warns of a secret that is written where a text is sent under a name.
  func checkSecret(_ scalar: SyntaxScalar, under name: String) {
    guard WrittenText.all(of: scalar.fragment).contains(where: { $0.holdsSecret(under: name) })
    else { return }
    reportWrittenSecret("`\(name)` has its secret", at: scalar.span)
  }

  /// The same for what a variable begins with: it is kept to be sent, and of a short text nobody knows.
  func checkSecret(firstValue fragment: SourceFragment, of name: String) {
    guard fragment.text.utf8.count >= 12, holdsSecret(fragment.text, under: name) else { return }
    reportWrittenSecret("`\(name)` has its secret", at: fragment.span)
  }

  /// The same for what is sent as a text of its own: the parameters of a form, or JSON.
  func checkSecrets(inBody scalar: SyntaxScalar) {
    guard place.takesSecrets else { return }
    let form = scalar.text.split { "&\n".contains($0) }
      .map { $0.split(separator: "=", maxSplits: 1) }
    let members = scalar.text.matches(of: /"([A-Za-z_-]+)" *: *"([^"]*)"/)
    let named =
      form.filter { $0.count == 2 }.map { (name: String($0[0]), value: String($0[1])) }
      + members.map { (name: String($0.1), value: String($0.2)) }
    let secret = named.first { !$0.value.contains("${") && holdsSecret($0.value, under: $0.name) }
    guard let name = secret?.name ?? computedSecrets(in: scalar.fragment).first?.name else {
      return
    }
    reportWrittenSecret("`\(name)` has its secret", at: scalar.span)
  }

  /// The parameters of a query or a form whose value is an expression with the secret in it.
  private func computedSecrets(in fragment: SourceFragment) -> [(name: String, span: Span)] {
    let parts = splitTemplate(fragment).parts
    return zip(parts, parts.dropFirst()).compactMap { before, after in
      guard case .text(let text) = before, case .expression(let source) = after,
        let name = text.text.firstMatch(of: /(?:^|[?&\n])([A-Za-z_-]+)=$/)?.1,
        source.writtenTexts.contains(where: {
          WrittenText(text: $0.text, isWhole: $0.isWhole).holdsSecret(under: String(name))
        })
      else { return nil }
      return (String(name), source.span)
    }
  }

  /// The same for an entry of what is sent as JSON; values that are kept are not looked at.
  func checkSent(_ entry: SyntaxEntry) {
    guard place.takesSecrets, let scalar = entry.value.scalar else { return }
    checkSecret(scalar, under: entry.key.text)
  }

  /// Warns of secrets in a URL: a password before its host, and parameters of its query.
  func checkSecrets(inURL fragment: SourceFragment) {
    let text = fragment.text
    if let hook = text.webhookSecret {
      let holder = "the address of a webhook is a secret, which is"
      reportWrittenSecret(holder, at: fragment.span(of: hook, in: text))
    }
    if let password = text.urlPassword {
      reportWrittenSecret("the URL has its password", at: fragment.span(of: password, in: text))
    }
    for secret in computedSecrets(in: fragment) {
      reportWrittenSecret("`\(secret.name)` has its secret", at: secret.span)
    }
    // An expression may have a `?` of its own, so each of them may begin the query.
    let parameters = text.split(omittingEmptySubsequences: false) { "?&#".contains($0) }
    for parameter in parameters.dropFirst() {
      let sides = parameter.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, !sides[1].contains("${"),
        holdsSecret(String(sides[1]), under: String(sides[0]))
      else { continue }
      let span = fragment.span(of: sides[1].startIndex..<sides[1].endIndex, in: text)
      reportWrittenSecret("`\(sides[0])` has its secret", at: span)
    }
  }

  private func reportWrittenSecret(_ holder: String, at span: Span) {
    nodes.report(
      Diagnostic(
        .literalSecret,
        .warning,
        "\(holder) written down",
        at: span,
        help: place.takesSecrets
          ? "declare a setting `sensitive string`, give it in the environment file, and send "
            + "`${settings.…}`"
          : "declare a setting, give it in the environment file, and write `${settings.…}`"
      )
    )
  }
}

/// A text that is sent, as far as it is written down.
private struct WrittenText {
  let text: String
  /// Whether that is all of it.
  let isWhole: Bool

  /// Whether it is a secret, or a part of it can be nothing else.
  func holdsSecret(under name: String) -> Bool {
    guard !isWhole else { return FlowLanguage.holdsSecret(text, under: name) }
    return text.split(whereSeparator: \.isWhitespace).contains { word in
      String(word).looksRandom && FlowLanguage.holdsSecret(String(word), under: name)
    }
  }

  /// What a text with `${ }` can be: with each of the texts that an expression can give in its place.
  static func all(of fragment: SourceFragment) -> [WrittenText] {
    let parts = splitTemplate(fragment).parts.map { part -> [CELWrittenText] in
      switch part {
      case .text(let text): [CELWrittenText(text: text.text, isWhole: true)]
      case .expression(let source): source.writtenTexts
      }
    }
    guard !parts.isEmpty else { return [] }
    let isWhole = parts.allSatisfy { $0.first?.isWhole == true }
    guard isWhole else {
      return parts.joined().map { WrittenText(text: $0.text, isWhole: false) }
    }
    // One of them at a time: how they are put together changes no secret.
    return parts.indices.flatMap { place in
      parts[place].map { written in
        let texts = parts.indices.map { $0 == place ? written.text : parts[$0][0].text }
        return WrittenText(text: texts.joined(), isWhole: written.isWhole)
      }
    }
  }
}

extension SourceFragment {
  /// What of the value of an expression is written down in it.
  fileprivate var writtenTexts: [CELWrittenText] {
    // Most have no text in them at all.
    guard text.contains(where: { "'\"".contains($0) }) else { return [] }
    return compileUncheckedCEL(self, in: CELEnvironment()).expression?.writtenTexts ?? []
  }
}

/// Whether a text is a secret, going by the name that it is sent under and by its looks.
private func holdsSecret(_ text: String, under name: String) -> Bool {
  let name = name.lowercased().filter { $0 != "_" && $0 != "-" }
  let words = text.split(whereSeparator: \.isWhitespace)
  // After the scheme, if one is written (RFC 9110, 11.4).
  if name.hasSuffix("authorization") { return words.count > 1 || text.looksRandom }
  if name == "cookie" { return !words.isEmpty }
  guard words.count == 1, !harmlessWords.contains(text.lowercased()) else { return false }
  if secretNames.contains(where: name.hasSuffix) {
    return text.contains { $0.isLetter || $0.isNumber }
  }
  return (vagueNames.contains(name) || name.hasSuffix("token")) && text.looksRandom
}

/// The ends of names that are given to nothing but secrets, without `_` and `-`.
private let secretNames = [
  "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "secretkey", "privatekey",
  "accountkey", "subscriptionkey", "functionskey", "saskey", "accesstoken", "authtoken",
  "refreshtoken", "pwd",
]

/// Names of secrets that are names of many other things too, without `_` and `-`.
private let vagueNames: Set = ["auth", "code", "jwt", "key", "pass", "sas", "sig", "signature"]

/// What is said of a secret instead of it.
private let harmlessWords: Set = [
  "changed", "expired", "false", "forgotten", "missing", "no", "none", "null", "optional",
  "required", "reset", "true", "unknown", "yes",
]

extension String {
  /// The part of the URL of a webhook whose address lets everybody post who has it; nil for any other
  /// URL, and where a `${ }` gives it.
  fileprivate var webhookSecret: Range<Index>? {
    let hosts = ["hooks.slack.com/services/", "discord.com/api/webhooks/", "webhook.office.com/"]
    guard hasPrefix("https://"), let host = hosts.lazy.compactMap(firstRange).first,
      !self[host.upperBound...].contains("${")
    else { return nil }
    let path = self[host.upperBound...].prefix { !"?#".contains($0) }
    return path.contains("/") ? path.startIndex..<path.endIndex : nil
  }

  /// The password of `https://user:password@host`; nil where there is none, or it has `${ }` in it.
  fileprivate var urlPassword: Range<Index>? {
    guard let scheme = firstRange(of: "://") else { return nil }
    let authority = self[scheme.upperBound...].prefix { !"/?#".contains($0) }
    guard !authority.contains("$"), let end = authority.lastIndex(of: "@"),
      let colon = authority[..<end].firstIndex(of: ":")
    else { return nil }
    let start = index(after: colon)
    return start < end ? start..<end : nil
  }

  /// Whether it looks like nothing that anybody would think of: letters and digits that change
  /// often, unlike `openingHours2` and `order-2026-11`.
  fileprivate var looksRandom: Bool {
    // Records are named by UUIDs.
    guard utf8.count >= 12, !Identifier.isGUID(self) else { return false }
    let changes = zip(utf8, utf8.dropFirst()).count { first, next in
      first.isLetterOrDigit && next.isLetterOrDigit
        && (first.isDigit != next.isDigit || first.isSmallLetter && next.isCapitalLetter)
    }
    return utf8.contains(where: \.isDigit) && changes * 5 > utf8.count
  }
}

extension UInt8 {
  fileprivate var isSmallLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isCapitalLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}

extension SourceFragment {
  /// The place in the file of a part of its text.
  fileprivate func span(of part: Range<String.Index>, in text: String) -> Span {
    let start = text.utf8.distance(from: text.startIndex, to: part.lowerBound)
    return span(of: start..<start + text[part].utf8.count)
  }
}
