import CallAutomation
import CallModel
import Foundation
import JSON
import Testing

/// Checks requests against the service's machine-readable description, where it lies beside the
/// checkout.
@Suite struct DescriptionTests {
  @Test(arguments: Samples.commands.map(\.name))
  func `a command's request is one that the service describes`(name: String) throws {
    guard let description = try ServiceDescription() else {
      print("skipped: ../shared/acs has no description of the service")
      return
    }
    let command = try #require(Samples.commands.first { $0.name == name }).command
    let request = try encode(command, in: Samples.envelope()).get()
    #expect(try description.problems(of: request) == [])
  }

  @Test(arguments: Samples.reads.map(\.read))
  func `a read is one that the service describes`(read: CallRead) throws {
    guard let description = try ServiceDescription() else { return }
    let request = encode(read, connectionID: Samples.connectionID)
    #expect(try description.problems(of: request) == [])
  }

  @Test func `the validator sees what is wrong`() throws {
    guard let description = try ServiceDescription() else { return }
    let path = "/calling/callConnections/x:play"
    func problems(_ body: String) throws -> [String] {
      let request = ServiceRequest(
        method: "POST",
        path: path,
        query: ServiceVersion.current.query,
        body: Array(body.utf8)
      )
      return try description.problems(of: request)
    }
    #expect(try problems(#"{"playSources":[{"kind":"file"}]}"#) == [])
    #expect(try problems(#"{}"#) == ["playSources is missing"])
    #expect(try problems(#"{"playSources":[],"x":1}"#) == ["x is unknown"])
    #expect(try problems(#"{"playSources":1}"#) == ["playSources is no array"])
    #expect(
      try problems(#"{"playSources":[{"kind":"tape"}]}"#)
        == ["playSources/0/kind is none of file, text, ssml"]
    )
    let bare = ServiceRequest(
      method: "GET",
      path: "/calling/callConnections/x",
      query: "page=2",
      headers: [ServiceRequest.Header("Repeatability-Request-ID", "1")]
    )
    #expect(
      try description.problems(of: bare) == [
        "the query api-version is missing", "the query page is unknown",
        "the header Repeatability-Request-ID is unknown",
      ]
    )
  }
}

/// The service's description (OpenAPI 2), as far as request bodies need it.
private struct ServiceDescription {
  private static let automation = "callautomation-2026-03-12.json"
  private let documents: [String: JSONValue]

  /// Nil where the files are not there.
  init?() throws {
    let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "shared/acs")
    var documents: [String: JSONValue] = [:]
    for name in [Self.automation, "common-2025-06-30.json"] {
      guard FileManager.default.fileExists(atPath: folder.appending(path: name).path) else {
        return nil
      }
      let data = try Data(contentsOf: folder.appending(path: name))
      documents[name] = try parseJSON(Array(data), limits: .webhook)
    }
    self.documents = documents
  }

  func problems(of request: ServiceRequest) throws -> [String] {
    let paths = try #require(documents[Self.automation]?["paths"]?.objectMembers)
    let template = try #require(
      paths.map(\.name).first { matches($0, request.path) },
      "no path like \(request.path)"
    )
    let operation = try #require(paths[template]?[request.method.lowercased()])
    let parameters = operation["parameters"]?.elements ?? []
    return problems(of: request, beside: parameters) + (try bodyProblems(of: request, parameters))
  }

  /// What is wrong with the query and the headers; those of HTTP itself are nobody's parameters.
  private func problems(of request: ServiceRequest, beside parameters: [JSONValue]) -> [String] {
    func names(_ place: String, where isMeant: (JSONValue) -> Bool = { _ in true }) -> [String] {
      parameters.filter { $0["in"]?.text == place && isMeant($0) }.compactMap { $0["name"]?.text }
    }
    let items = request.query.split(separator: "&").map { String($0.prefix { $0 != "=" }) }
    let known = names("query")
    let missing = names("query") { $0["required"]?.boolean == true }.filter { !items.contains($0) }
    let headers = names("header").map { $0.lowercased() } + ["accept", "content-type"]
    return missing.map { "the query \($0) is missing" }
      + items.filter { !known.contains($0) }.map { "the query \($0) is unknown" }
      + request.headers.map(\.name).filter { !headers.contains($0.lowercased()) }
      .map { "the header \($0) is unknown" }
  }

  private func bodyProblems(
    of request: ServiceRequest,
    _ parameters: [JSONValue]
  ) throws -> [String] {
    guard let body = parameters.first(where: { $0["in"]?.text == "body" }) else {
      return request.body.isEmpty ? [] : ["a body where none is described"]
    }
    let schema = try #require(body["schema"])
    return check(
      try parseJSON(request.body, limits: .webhook),
      schema,
      in: Self.automation,
      at: ""
    )
  }

  private func matches(_ template: String, _ path: String) -> Bool {
    let (wanted, given) = (template.split(separator: "/"), path.split(separator: "/"))
    guard wanted.count == given.count else { return false }
    return zip(wanted, given).allSatisfy { piece, part in
      let ends = piece.split(separator: /\{\w+\}/, omittingEmptySubsequences: false)
      guard ends.count == 2 else { return piece == part }
      return part.hasPrefix(ends[0]) && part.hasSuffix(ends[1])
        && !part.dropFirst(ends[0].count).dropLast(ends[1].count).contains(":")
    }
  }

  private func check(
    _ value: JSONValue,
    _ schema: JSONValue,
    in document: String,
    at path: String
  ) -> [String] {
    if let reference = schema["$ref"]?.text { return follow(reference, value, document, path) }
    if let words = schema["enum"]?.elements?.compactMap(\.text) {
      return value.text.map(words.contains) == true
        ? [] : ["\(path) is none of \(words.joined(separator: ", "))"]
    }
    switch schema["type"]?.text {
    case "object": return checkObject(value, schema, document, path)
    case "array":
      guard let elements = value.elements else { return ["\(path) is no array"] }
      let items = schema["items"] ?? .null
      return elements.enumerated().flatMap {
        check($1, items, in: document, at: "\(path)/\($0)")
      }
    case "string": return value.text == nil ? ["\(path) is no string"] : []
    case "integer":
      guard let number = value.wholeNumber else { return ["\(path) is no integer"] }
      let isBelow = schema["minimum"]?.wholeNumber.map { number < $0 } ?? false
      let isAbove = schema["maximum"]?.wholeNumber.map { number > $0 } ?? false
      return isBelow || isAbove ? ["\(path) is out of range"] : []
    case "boolean": return value.boolean == nil ? ["\(path) is no boolean"] : []
    default: return ["\(path) has a schema that is not understood"]
    }
  }

  private func follow(
    _ reference: String,
    _ value: JSONValue,
    _ document: String,
    _ path: String
  ) -> [String] {
    let halves = reference.split(separator: "#", omittingEmptySubsequences: false)
    let target = halves[0].isEmpty ? document : String(halves[0].dropFirst(2))
    let name = halves[1].split(separator: "/").last.map(String.init) ?? ""
    guard let schema = documents[target]?["definitions"]?[name] else {
      return ["\(path) refers to \(reference), which is not there"]
    }
    // Which of several kinds it is, one of its members says.
    if let member = schema["discriminator"]?.text, let kind = value[member]?.text,
      let subtype = schema["x-subtypes"]?[kind]?.text,
      let described = documents[target]?["definitions"]?[subtype]
    {
      return check(value, described, in: target, at: path)
    }
    return check(value, schema, in: target, at: path)
  }

  private func checkObject(
    _ value: JSONValue,
    _ schema: JSONValue,
    _ document: String,
    _ path: String
  ) -> [String] {
    guard let members = value.objectMembers else { return ["\(path) is no object"] }
    let properties = schema["properties"]?.objectMembers ?? [:]
    let required = schema["required"]?.elements?.compactMap(\.text) ?? []
    let prefix = path.isEmpty ? "" : path + "/"
    var problems = required.filter { members[$0] == nil }.map { "\(prefix)\($0) is missing" }
    for member in members {
      if let property = properties[member.name] ?? schema["additionalProperties"] {
        problems += check(member.value, property, in: document, at: prefix + member.name)
      } else {
        problems.append("\(prefix)\(member.name) is unknown")
      }
    }
    return problems
  }
}
