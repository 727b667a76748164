import CallModel
import Diagnostics
import FlowSyntax

extension NodeReader {
  /// An identity as declared: a number, a kind whose value the environment gives, or the parts.
  func identity(_ entry: SyntaxEntry) -> FlowNames.Identity? {
    guard let scalar = entry.value.scalar else {
      return identityParts(entry.value).map {
        FlowNames.Identity(kind: $0.kind, identifier: $0, span: entry.key.span)
      }
    }
    if let kind = IdentifierKind(rawValue: scalar.text) {
      return FlowNames.Identity(kind: kind, identifier: nil, span: entry.key.span)
    }
    return identityScalar(scalar).map {
      FlowNames.Identity(kind: $0.kind, identifier: $0, span: entry.key.span)
    }
  }

  /// An identity's value as a scalar: an E.164 number.
  func identityScalar(_ scalar: SyntaxScalar) -> Identifier? {
    let text = scalar.text
    if Identifier.isE164(text) { return .phoneNumber(text) }
    // At the end of what could be read, the value may have been cut off.
    guard isComplete || !scalar.isAbsent else { return nil }
    // Each slip by what was probably meant: a raw id, a number, or a kind.
    if !scalar.isAbsent, Identifier(rawID: text).kind != .unknown {
      reportBareRawID(scalar)
    } else if Identifier.isGUID(text) {
      reportMalformed(
        at: scalar.span,
        "`\(text)` does not say whose id it is",
        help: "write it among the parts of a kind: `{ microsoftTeamsUser: { user: \(text) } }`"
      )
    } else if text.looksLikeNumber {
      reportNumber(scalar)
    } else {
      reportNoIdentity(scalar)
    }
    return nil
  }

  private func reportBareRawID(_ scalar: SyntaxScalar) {
    report(
      Diagnostic(
        .malformedValue,
        "a raw id stands under `rawId`",
        at: scalar.span,
        help: "write `{ rawId: \(scalar.text) }`",
        fixes: [
          Diagnostic.Fix(
            "write it as a raw id",
            at: scalar.span,
            replacement: "{ rawId: \(scalar.text) }"
          )
        ]
      )
    )
  }

  /// Notes that a number is not in E.164, with what was probably meant.
  func reportNumber(_ scalar: SyntaxScalar) {
    // `+49 (0)30 …` has a digit that is dialled within the country alone.
    let digits = scalar.text.replacing("(0)", with: "").filter { $0.isASCII && $0.isNumber }
    let meant = "+" + digits
    let isAbroad = digits.hasPrefix("00") && Identifier.isE164("+" + digits.dropFirst(2))
    let number =
      scalar.text.hasPrefix("tel:") ? scalar.text.dropFirst("tel:".count) : scalar.text[...]
    // Letters, extensions and a lone zero, which is dialled within the country, are no digits to keep.
    let isPlain = number.dropFirst().allSatisfy {
      $0.isASCII && $0.isNumber || " \u{A0}-.()".contains($0)
    }
    let hasLoneZero =
      !number.contains("(0)") && number.split { !$0.isNumber }.dropFirst().contains("0")
    // Without a `+` the country is a guess, and no fix guesses whom a flow calls.
    let isCertain =
      number.hasPrefix("+") && isPlain && !hasLoneZero && Identifier.isE164(meant)
    report(
      Diagnostic(
        .malformedValue,
        "`\(scalar.text)` is not an E.164 number",
        at: scalar.span,
        help: isCertain
          ? "write it without blanks and signs: `\(meant)`"
          : isAbroad
            ? "write `+` where `00` is dialled: `+\(digits.dropFirst(2))`"
            : numberAdvice(
              digits,
              isWhole: isPlain && !number.hasPrefix("+"),
              isNational: scalar.text.contains("(")
            ),
        fixes: isCertain
          ? [Diagnostic.Fix("replace with `\(meant)`", at: scalar.span, replacement: meant)] : []
      )
    )
  }

  /// What to write for a number without a `+`, in the author's own digits.
  private func numberAdvice(_ digits: String, isWhole: Bool, isNational: Bool) -> String {
    let own = digits.drop { $0 == "0" }
    if isWhole, !isNational, own.count == digits.count, Identifier.isE164("+" + digits) {
      return "write `+\(digits)` if it begins with the country code; else put that in front too"
    }
    return isWhole && (4...14).contains(own.count)
      ? "write `+`, the country code and `\(own)`"
      : "write `+`, the country code and the number, without blanks: `+12065551212`"
  }

  /// What to write for an address of mail or of SIP, by which the service knows nobody.
  private func addressAdvice(_ text: String) -> String? {
    guard let at = text.firstIndex(of: "@") else { return nil }
    let name = text[..<at]
    let number = String(name.drop { $0 != "+" })
    if Identifier.isE164(number) { return "the service takes the number alone: `\(number)`" }
    return name.hasPrefix("sip:")
      ? "the service takes no SIP addresses: write a number, or the parts of a kind"
      : "an agent is named by ids: `teamsExtensionUser: { user: …, tenant: …, resource: … }`, `user` "
        + "being the object id in Entra"
  }

  private func reportNoIdentity(_ scalar: SyntaxScalar) {
    // All but `unknown`, which no author declares.
    let kinds = IdentifierKind.allCases.dropLast().map(\.rawValue)
    let near = nearName(
      to: scalar.text,
      among: kinds,
      at: scalar.span,
      otherwise: addressAdvice(scalar.text)
        ?? "write a number, `{ rawId: … }`, the parts of a kind, or one of " + quotedList(kinds)
    )
    report(
      Diagnostic(
        .malformedValue,
        scalar.isAbsent
          ? "the identity has no value" : "`\(scalar.text)` is not an identity",
        at: scalar.span,
        help: near.help,
        fixes: near.fixes
      )
    )
  }

  /// An identity's value as a mapping: `{ rawId: … }`, or a kind with its parts.
  func identityParts(_ node: SyntaxNode) -> Identifier? {
    let advice = "an identity is one party; several stand in a step, as in `to: [alice, bob]`"
    guard let entries = entries(node, "an identity", help: advice) else { return nil }
    guard let entry = entries.first, entries.count == 1 else {
      guard isComplete || !entries.isEmpty else { return nil }
      let meant = kindOfParts(entries)
      report(
        Diagnostic(
          .wrongShape,
          meant.map { "these are the parts of a `\($0)`, which is not named" }
            ?? "an identity is of one kind",
          at: node.headSpan,
          help: meant.map { "write them under their kind: `{ \($0): { … } }`" }
            ?? "write `{ rawId: … }` or one kind with its parts"
        )
      )
      return meant.flatMap { identity(of: $0, node) }
    }
    if entry.key.text == "rawId" {
      if let number = entry.value.scalar?.text, Identifier.isE164(number) {
        reportMalformed(
          at: entry.value.span,
          "`\(number)` is a number, and no raw id",
          help: "write `\(number)` without `rawId`, or the raw id `4:\(number)`"
        )
        return .phoneNumber(number)
      }
      if let id = entry.value.scalar?.text, Identifier.isGUID(id) {
        reportMalformed(
          at: entry.value.span,
          "`\(id)` is an object id, and no raw id",
          help: "the raw id of a resource account is `28:orgid:\(id)`, of a user of Teams "
            + "`8:orgid:\(id)`"
        )
        return Identifier(rawID: "28:orgid:\(id)")
      }
      checkRawID(entry.value)
      return scalar(entry.value, "a raw id").map { Identifier(rawID: $0.text) }
    }
    guard let kind = IdentifierKind(rawValue: entry.key.text), kind != .unknown else {
      if let identifier = bareID(entry) { return identifier }
      let meant = reportUnknownKey(
        entry.key,
        in: "an identity",
        known: ["rawId"] + IdentifierKind.allCases.dropLast().map(\.rawValue),
        orIn: ForeignWords.identityKinds
      )
      return meant.flatMap(IdentifierKind.init).flatMap { identity(of: $0, entry.value) }
    }
    return identity(of: kind, entry.value)
  }

  /// The kind that all of these entries are parts of; nil where there is none.
  private func kindOfParts(_ entries: [SyntaxEntry]) -> IdentifierKind? {
    let names = Set(entries.map(\.key.text)).subtracting(["cloud"])
    switch names {
    case ["user", "tenant", "resource"]: return .teamsExtensionUser
    case ["user"], ["user", "anonymous"]: return .microsoftTeamsUser
    case ["app"]: return .microsoftTeamsApp
    default: return nil
    }
  }

  /// `{ teamsUser: GUID }` of another system as the identity that is meant, after a finding; nil for
  /// anything else.
  private func bareID(_ entry: SyntaxEntry) -> Identifier? {
    guard let meant = ForeignWords.identityKinds[entry.key.text], let id = entry.value.scalar,
      let part = ["microsoftTeamsUser": "user", "microsoftTeamsApp": "app"][meant],
      Identifier.isGUID(id.text)
    else { return nil }
    report(
      Diagnostic(
        .unknownField,
        "an identity has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "write `\(meant): { \(part): \(id.text) }`"
      )
    )
    return part == "user"
      ? .microsoftTeamsUser(id.text, cloud: .public, isAnonymous: false)
      : .microsoftTeamsApp(id.text, cloud: .public)
  }

  private func identity(of kind: IdentifierKind, _ node: SyntaxNode) -> Identifier? {
    switch kind {
    case .phoneNumber: return scalar(node, "an E.164 number").flatMap(identityScalar)
    case .communicationUser: return communicationUser(node)
    case .microsoftTeamsUser:
      guard let parts = identityFields(node, ["user"], ["cloud", "anonymous"]) else { return nil }
      // An anonymous user's id is no object id (FACTS (e)).
      let isAnonymous = parts["anonymous"]?.text == "true"
      guard let user = isAnonymous ? parts["user"]?.text : guid(parts["user"]) else { return nil }
      return .microsoftTeamsUser(user, cloud: cloud(parts["cloud"]), isAnonymous: isAnonymous)
    case .microsoftTeamsApp:
      guard let parts = identityFields(node, ["app"], ["cloud"]), let app = guid(parts["app"])
      else { return nil }
      return .microsoftTeamsApp(app, cloud: cloud(parts["cloud"]))
    case .teamsExtensionUser:
      guard let parts = identityFields(node, ["user", "tenant", "resource"], ["cloud"]) else {
        return nil
      }
      // All of them are read before one that is wrong ends it.
      let ids = ["user", "tenant", "resource"].map { guid(parts[$0]) }
      let cloud = cloud(parts["cloud"])
      guard let user = ids[0], let tenant = ids[1], let resource = ids[2] else { return nil }
      return .teamsExtensionUser(
        Identifier.TeamsExtensionUser(user: user, tenant: tenant, resource: resource, cloud: cloud)
      )
    case .unknown: return nil
    }
  }

  private func communicationUser(_ node: SyntaxNode) -> Identifier? {
    guard let scalar = scalar(node, "a user's id such as `8:acs:…`") else { return nil }
    let identifier = Identifier.communicationUser(scalar.text)
    guard identifier.kind == .communicationUser else {
      reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not the id of a `communicationUser`",
        help: identifier.kind == .unknown
          ? "it begins with `8:acs:` or `8:spool:`" : "it is that of a `\(identifier.kind)`"
      )
      return nil
    }
    return identifier
  }

  private func identityFields(
    _ node: SyntaxNode,
    _ required: [String],
    _ optional: [String]
  ) -> [String: SyntaxScalar]? {
    let id = required.count == 1 ? node.scalar?.text : nil
    guard
      let entries = entries(
        node,
        "the identity's parts: \(quotedList(required))",
        help: id.map { "write `{ \(required[0]): \($0) }`" }
      )
    else { return nil }
    let (meant, hasStranger) = asMeant(
      node,
      entries,
      in: "the identity",
      known: required + optional,
      orIn: ForeignWords.identityParts
    )
    var parts: [String: SyntaxScalar] = [:]
    for entry in meant.entries ?? [] { parts[entry.key.text] = scalar(entry.value, "a text") }
    let missing = required.filter { meant[$0] == nil }
    if !missing.isEmpty, !hasStranger, isComplete {
      report(
        Diagnostic(
          .missingField,
          "the identity needs \(quotedList(missing))",
          at: node.headSpan,
          help: "its parts are \(quotedList(required))"
        )
      )
    }
    return missing.isEmpty ? parts : nil
  }

  /// The scalar as a GUID; anything else is a finding.
  func guid(_ scalar: SyntaxScalar?) -> String? {
    guard let scalar else { return nil }
    guard Identifier.isGUID(scalar.text) else {
      reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not a GUID",
        help: "write an object id such as 0269be4d-5be0-4770-bf9c-a1bf50ee78d5"
      )
      return nil
    }
    return scalar.text
  }

  private func cloud(_ scalar: SyntaxScalar?) -> Cloud {
    // The public cloud where none is named, as the service has it.
    guard let scalar else { return .public }
    guard let cloud = Cloud(rawValue: scalar.text) else {
      reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not one of \(quotedList(Cloud.allCases.map(\.rawValue)))",
        help: scalar.text == "gcc"
          ? "GCC, unlike GCC High, is in the public cloud: leave `cloud` out"
          : "leave it out for `public`"
      )
      return .public
    }
    return cloud
  }
}

extension String {
  /// Whether it was meant as a telephone number: `(206) 555-1212`, `tel:+12065551212`.
  fileprivate var looksLikeNumber: Bool {
    let number = hasPrefix("tel:") ? dropFirst("tel:".count) : self[...]
    guard let first = number.utf8.first else { return false }
    return first == UInt8(ascii: "+") || first.isDigit
      || first == UInt8(ascii: "(") && number.allSatisfy { $0.isNumber || "()-. ".contains($0) }
  }
}
