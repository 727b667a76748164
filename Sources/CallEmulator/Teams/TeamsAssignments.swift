internal import CallAutomation
internal import CallModel
internal import JSON

/// Who may use Teams phone by way of the resource (FACTS.md (k), "TPE access assignment"): kept as
/// they are assigned; the oldest is forgotten where there are too many.
struct TeamsAssignments: Sendable {
  /// What is assigned to a resource account or an agent.
  fileprivate struct Assigned: Sendable {
    let assignment: TeamsAssignment
    var principal: PrincipalRequest
  }

  private let limit: Int
  /// In the order in which they came.
  private var assigned: [Assigned] = []

  /// Room for that many.
  init(limit: Int) {
    self.limit = max(1, limit)
  }

  /// Answers what is asked of an assignment.
  ///
  /// That a PATCH changes only what is there, and the code of what is not, are unverified.
  mutating func answer(
    _ request: ServiceRequest,
    _ assignment: TeamsAssignment
  ) throws(ServiceError) -> EmulatorResponse {
    let index = assigned.firstIndex { $0.assignment == assignment }
    switch request.method {
    case "GET":
      guard let index else { throw .noAssignment }
      return assigned[index].response(status: 200)
    case "PUT":
      let principal = try PrincipalRequest(request)
      guard let index else { return add(Assigned(assignment: assignment, principal: principal)) }
      assigned[index].principal = principal
      return assigned[index].response(status: 200)
    case "PATCH":
      guard let index else { throw .noAssignment }
      assigned[index].principal = try PrincipalRequest(request)
      return assigned[index].response(status: 200)
    case "DELETE":
      if let index { assigned.remove(at: index) }
      return EmulatorResponse(status: 204)
    default: throw .noResource(request)
    }
  }

  private mutating func add(_ new: Assigned) -> EmulatorResponse {
    if assigned.count == limit { assigned.removeFirst() }
    assigned.append(new)
    return new.response(status: 201)
  }
}

extension TeamsAssignments.Assigned {
  func response(status: Int) -> EmulatorResponse {
    let body = JSONValue.members([
      "objectId": .string(assignment.object), "tenantId": .string(assignment.tenant),
      "principalType": .string(principal.type.rawValue),
      "clientIds": principal.clients.map { .array($0.map { .string($0) }) },
    ])
    return EmulatorResponse(status: status, json: body)
  }
}

/// The body that assigns something.
struct PrincipalRequest: Sendable {
  /// `principalType`.
  enum PrincipalType: String, CaseIterable {
    case teamsResourceAccount, user
  }

  let type: PrincipalType
  /// The applications in which an agent may exchange their token; nil where none are said.
  let clients: [String]?

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    guard let type = try body.word("principalType", as: PrincipalType.self) else {
      throw body.missing("principalType")
    }
    self.type = type
    clients = try body.texts("clientIds")
    try body.close()
  }
}

extension TeamsAssignment {
  /// The assignment that a path names; nil where it names none.
  ///
  /// Ids are compared without case.
  init?(path: String) {
    let parts = pathParts(path)
    guard parts.count == 7, parts[0].isEmpty, parts[1] == "access", parts[2] == "teamsExtension",
      parts[3] == "tenants", parts[5] == "assignments",
      let tenant = percentDecoded(parts[4]), let object = percentDecoded(parts[6]),
      Identifier.isGUID(tenant), Identifier.isGUID(object)
    else { return nil }
    self.init(tenant: tenant.lowercased(), object: object.lowercased())
  }
}

extension ServiceError {
  fileprivate static let noAssignment = ServiceError(404, "NotFound", "Assignment not found.")
}
