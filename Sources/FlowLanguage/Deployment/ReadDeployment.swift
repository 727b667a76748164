internal import CallModel
package import Diagnostics
internal import FlowSyntax

/// Reads what `flowctl provision` takes: YAML's own findings, and those about what it says.
///
/// The deployment is nil where a finding is an error; all findings come at once.
package func readDeployment(
  _ file: SourceFile
) -> (deployment: Deployment?, findings: [Diagnostic]) {
  let (document, syntax) = parseYAML(file)
  let reader = DeploymentReader(nodes: NodeReader(syntax, isComplete: document.isComplete))
  if document.root == nil, !syntax.hasErrors {
    let start = Span(file: file.id, start: 0, end: 0)
    reader.nodes.report(Diagnostic(.emptyDocument, "the file has no deployment", at: start))
  }
  let deployment = document.root.flatMap(reader.deployment)
  let findings = reader.nodes.findings
  return (findings.hasErrors ? nil : deployment, findings)
}

/// Reads a deployment's parts; what is wrong is reported, and nil is what could not be read.
private struct DeploymentReader {
  let nodes: NodeReader

  func deployment(_ root: SyntaxNode) -> Deployment? {
    let part = part(
      root,
      "a deployment",
      needs: ["publicUrl", "azure", "bot", "teams", "accounts"],
      takes: ["agents", "agentApplication"]
    )
    guard let part else { return nil }
    let publicURL = part["publicUrl"].flatMap(publicURL)
    let azure = part["azure"].flatMap(azure)
    let bot = part["bot"].flatMap(bot)
    let teams = part["teams"].flatMap(teams)
    let accounts = part["accounts"].map(accounts)
    let agents = part["agents"].map(agents)
    let agentApplication = guid(part["agentApplication"], .pending)
    guard let publicURL, let azure, let bot, let teams, let accounts else { return nil }
    return Deployment(
      publicURL: publicURL,
      azure: azure,
      bot: bot,
      teams: teams,
      accounts: accounts,
      agents: agents ?? [],
      agentApplication: agentApplication
    )
  }

  private func azure(_ node: SyntaxNode) -> Deployment.Azure? {
    let part = part(
      node,
      "`azure`",
      needs: [
        "subscription", "resourceGroup", "location", "communicationService", "dataLocation",
      ],
      takes: ["tenant", "resourceId", "aiService"]
    )
    guard let part else { return nil }
    let subscription = guid(part["subscription"])
    let tenant = guid(part["tenant"], .pending)
    let group = name(part["resourceGroup"], besides: "-_.()", upTo: 90)
    let location = name(part["location"], besides: "", upTo: 40)
    let service = name(part["communicationService"], besides: "-", upTo: 63)
    let dataLocation = name(part["dataLocation"], besides: " ", upTo: 40)
    let resource = guid(part["resourceId"], .resource)
    let aiService = name(part["aiService"], besides: "-", upTo: 64)
    guard let subscription, let group, let location, let service, let dataLocation else {
      return nil
    }
    return Deployment.Azure(
      subscription: subscription,
      tenant: tenant,
      resourceGroup: group,
      location: location,
      communicationService: service,
      dataLocation: dataLocation,
      resourceID: resource,
      aiService: aiService
    )
  }

  private func bot(_ node: SyntaxNode) -> Deployment.Bot? {
    let meant = node.scalar.map { "write `bot: { name: \($0.text) }`" }
    let part = part(node, "`bot`", needs: ["name"], takes: ["application"], otherwise: meant)
    guard let part else { return nil }
    let application = guid(part["application"], .pending)
    return name(part["name"], besides: "-_", upTo: 42).map {
      Deployment.Bot(name: $0, application: application)
    }
  }

  private func teams(_ node: SyntaxNode) -> Deployment.Teams? {
    guard let part = part(node, "`teams`", needs: ["tenant", "country"]) else { return nil }
    let tenant = guid(part["tenant"])
    let country = part["country"].flatMap(country)
    guard let tenant, let country else { return nil }
    return Deployment.Teams(tenant: tenant, country: country)
  }

  private func accounts(_ node: SyntaxNode) -> [Deployment.Account] {
    named(node, "resource accounts by name", "an account") { name, node in
      guard
        let part = part(
          node,
          "the account `\(name)`",
          needs: ["userPrincipalName", "displayName", "numberType"],
          takes: ["number", "objectId"]
        )
      else { return nil }
      let userName = part["userPrincipalName"].flatMap(userPrincipalName)
      let displayName = part["displayName"].flatMap(plainText)
      let number = part["number"].flatMap(number)
      let type = part["numberType"].flatMap(numberType)
      let object = guid(part["objectId"], .pending)
      guard let userName, let displayName, let type else { return nil }
      return Deployment.Account(
        name: name,
        userPrincipalName: userName,
        displayName: displayName,
        number: number,
        numberType: type,
        objectID: object
      )
    }
  }

  private func agents(_ node: SyntaxNode) -> [Deployment.Agent] {
    named(node, "object ids of agents by name", "an agent") { name, node in
      guid(node).map { Deployment.Agent(name: name, objectID: $0) }
    }
  }
}

extension DeploymentReader {
  /// A mapping with these keys; misspelt ones are taken as what was meant.
  private func part(
    _ node: SyntaxNode,
    _ owner: String,
    needs required: [String],
    takes optional: [String] = [],
    otherwise help: String? = nil
  ) -> SyntaxNode? {
    let keys = "the keys \(quotedList(required))"
    guard let entries = nodes.entries(node, keys, help: help) else { return nil }
    let (meant, hasStranger) = nodes.asMeant(
      node,
      entries,
      in: owner,
      known: required + optional
    )
    let missing = required.filter { meant[$0] == nil }
    if !missing.isEmpty, !hasStranger, nodes.isComplete {
      nodes.report(
        Diagnostic(.missingField, "\(owner) needs \(quotedList(missing))", at: node.headSpan)
      )
    }
    return meant
  }

  /// What stands under names; two that differ in capitals alone would be one in PowerShell.
  private func named<Value>(
    _ node: SyntaxNode,
    _ expected: String,
    _ what: String,
    _ read: (String, SyntaxNode) -> Value?
  ) -> [Value] {
    var taken: Set<String> = []
    let entries = nodes.namedEntries(node, expected, atMost: FlowLimits.parties) ?? []
    if node.entries?.isEmpty == true { nodes.reportWrongShape(node, expected) }
    return entries.compactMap { entry in
      let name = entry.key.text
      nodes.checkForm(of: entry.key, what) { _ in }
      guard taken.insert(name.lowercased()).inserted else {
        nodes.report(
          Diagnostic(
            .duplicateName,
            "another name differs from `\(name)` in capital letters alone",
            at: entry.key.span,
            help: "PowerShell takes them for one: give it another name"
          )
        )
        return nil
      }
      return read(name, entry.value)
    }
  }

  /// What a GUID is of, as far as its help says it.
  private enum Meaning {
    case needed, pending, resource
  }

  private func guid(_ node: SyntaxNode?, _ meaning: Meaning = .needed) -> String? {
    let isNeeded = if case .needed = meaning { true } else { false }
    let empty = isNeeded ? "write it here" : "leave the key out while it is not known"
    guard let node, let scalar = nodes.scalar(node, "a GUID", help: empty) else { return nil }
    if case .resource = meaning, !Identifier.isGUID(scalar.text) {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not the immutable resource id",
        help: "it is a GUID, and not the resource's path or name: step 1 prints it, and the portal "
          + "shows it under Properties"
      )
      return nil
    }
    if let meant = rawIDPart(scalar.text) {
      nodes.report(
        Diagnostic(
          .malformedValue,
          "`\(scalar.text)` is a raw id, and not an object id alone",
          at: scalar.span,
          help: "write what comes after the prefix: `\(meant)`",
          fixes: [Diagnostic.Fix("replace with `\(meant)`", at: scalar.span, replacement: meant)]
        )
      )
      return nil
    }
    return nodes.guid(scalar)
  }

  /// The object id within a raw id such as `28:orgid:…`; nil for what is none.
  private func rawIDPart(_ text: String) -> String? {
    guard let colon = text.lastIndex(of: ":"), text.first?.isNumber == true else { return nil }
    let part = String(text[text.index(after: colon)...])
    return Identifier.isGUID(part) ? part : nil
  }

  /// The name of something in Azure: letters, digits, and a few signs.
  private func name(_ node: SyntaxNode?, besides signs: String, upTo limit: Int) -> String? {
    guard let node, let scalar = nodes.scalar(node, "a name") else { return nil }
    let isName = scalar.text.unicodeScalars.allSatisfy { character in
      character.isASCII && UInt8(ascii: character).isLetterOrDigit
        || signs.unicodeScalars.contains(character)
    }
    guard isName, scalar.text.utf8.count <= limit, !scalar.text.hasSuffix(".") else {
      let listed = signs.map { $0 == " " ? "blanks" : "`\($0)`" }.joined(separator: " ")
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is no name that Azure takes here",
        help: "it has at most \(limit) letters and digits of ASCII"
          + (signs.isEmpty ? "" : ", and \(listed)")
      )
      return nil
    }
    return scalar.text
  }

  private func publicURL(_ node: SyntaxNode) -> String? {
    guard let scalar = nodes.scalar(node, "a URL") else { return nil }
    var url = scalar.text[...]
    while url.last == "/" { url.removeLast() }
    let isPlain =
      url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      && !url.dropFirst("https://".count).contains { "/?#".contains($0) }
    guard isHTTPURL(String(url)), url.hasPrefix("https://"), isPlain else {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not the https URL of a server",
        help: url.hasPrefix("http://")
          ? "the service calls back by https alone"
          : "it looks like `https://calls.contoso.com`, without a path"
      )
      return nil
    }
    return String(url)
  }

  private func country(_ node: SyntaxNode) -> String? {
    guard let scalar = nodes.scalar(node, "a country") else { return nil }
    let meant = scalar.text.uppercased()
    let isCode = meant.utf8.count == 2 && meant.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    guard isCode, meant == scalar.text else {
      nodes.report(
        Diagnostic(
          .malformedValue,
          "`\(scalar.text)` is not a country as Microsoft 365 writes it",
          at: scalar.span,
          help: isCode ? "did you mean `\(meant)`?" : "write its two capital letters, such as `US`",
          fixes: isCode
            ? [Diagnostic.Fix("replace with `\(meant)`", at: scalar.span, replacement: meant)] : []
        )
      )
      return nil
    }
    return meant
  }

  private func userPrincipalName(_ node: SyntaxNode) -> String? {
    guard let scalar = nodes.scalar(node, "a name such as `support@contoso.com`") else {
      return nil
    }
    let parts = scalar.text.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = scalar.text.unicodeScalars.allSatisfy { character in
      character.isASCII
        && (UInt8(ascii: character).isLetterOrDigit
          || "@.-_'!#^~".unicodeScalars.contains(character))
    }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), isPlain else {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not the name of an account",
        help: "it looks like `support@contoso.com`, in a domain of the Teams tenant"
      )
      return nil
    }
    return scalar.text
  }

  /// A text on one line, without characters that do something to a terminal.
  private func plainText(_ node: SyntaxNode) -> String? {
    guard let scalar = nodes.scalar(node, "a text") else { return nil }
    guard quoted(scalar.text, limit: .max) == scalar.text else {
      nodes.reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` has characters that cannot be seen, or more than one line",
        help: "write a name as people see it"
      )
      return nil
    }
    return scalar.text
  }

  private func number(_ node: SyntaxNode) -> String? {
    guard let scalar = nodes.scalar(node, "an E.164 number") else { return nil }
    guard Identifier.isE164(scalar.text) else {
      nodes.reportNumber(scalar)
      return nil
    }
    return scalar.text
  }

  private func numberType(_ node: SyntaxNode) -> Deployment.NumberType? {
    guard let scalar = nodes.scalar(node, "where the number comes from") else { return nil }
    if let type = Deployment.NumberType(rawValue: scalar.text) { return type }
    let known = Deployment.NumberType.allCases.map(\.rawValue)
    let near = nodes.nearName(
      to: scalar.text,
      among: known,
      at: scalar.span,
      otherwise: "it is one of \(quotedList(known))"
    )
    nodes.report(
      Diagnostic(
        .malformedValue,
        "`\(scalar.text)` is not where a number comes from",
        at: scalar.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return nil
  }
}
