internal import CallAutomation
internal import CallModel
internal import JSON

/// What the service tells of a call when it is asked.
extension EmulatedCall {
  /// GET of the call; 404 once it is over.
  func read() throws(ServiceError) -> EmulatorResponse {
    guard let leg, !hasEnded else { throw .notFound("Call") }
    return EmulatorResponse(status: 200, json: properties(leg))
  }

  /// GET of one participant.
  func readParticipant(_ party: Identifier) throws(ServiceError) -> EmulatorResponse {
    guard !hasEnded, let participant = parties.first(where: { $0.identifier == party }) else {
      throw .notFound("Participant")
    }
    return EmulatorResponse(status: 200, json: participant.json)
  }

  /// GET of a page of the participants; the link to the next one is a path.
  func listParticipants(
    _ request: ServiceRequest,
    pageSize: Int
  ) throws(ServiceError) -> EmulatorResponse {
    guard leg != nil, !hasEnded else { throw .notFound("Call") }
    let start = Int(queryItem("skip", of: request) ?? "0") ?? 0
    guard start >= 0, start <= parties.count else { throw .argument("`skip` is out of range.") }
    let end = min(parties.count, start + max(1, pageSize))
    let version = queryItem("api-version", of: request) ?? ServiceVersion.current.rawValue
    let link = "\(request.path)?api-version=\(version)&skip=\(end)"
    return EmulatorResponse(
      status: 200,
      json: .members([
        "value": .array(parties[start..<end].map(\.json)),
        "nextLink": end < parties.count ? .string(link) : nil,
      ])
    )
  }
}

/// The value of a query's member as it stands; nil without one.
func queryItem(_ name: String, of request: ServiceRequest) -> String? {
  for item in request.query.utf8.split(separator: UInt8(ascii: "&")) {
    let mark = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
    guard item[..<mark].elementsEqual(name.utf8) else { continue }
    return String(Substring(item[mark...].dropFirst()))
  }
  return nil
}
