internal import CallAutomation
internal import CallModel

/// What a method and a path ask for: the operations of FACTS.md (b).
enum Operation: Hashable {
  case answer
  case reject
  case redirect
  case create
  case connect
  case call(CallConnectionID, CallOperation)
  case startRecording
  case recording(RecordingID, RecordingOperation)
}

/// The operations on a call.
enum CallOperation: Hashable {
  case read
  case leave
  case terminate
  case transfer
  case listParticipants
  case readParticipant(Identifier)
  case addParticipant
  case removeParticipant
  case cancelAddParticipant
  case moveParticipants
  case play
  case recognize
  case cancelAllMedia
  case startTones
  case stopTones
  case sendTones
  case hold
  case unhold
  case mute
  case feed(FeedOperation)
}

/// The operations on what the service sends to sockets.
enum FeedOperation: String, CaseIterable {
  case startMediaStreaming, stopMediaStreaming
  case startTranscription, updateTranscription, stopTranscription
}

/// The operations on a recording.
enum RecordingOperation: Hashable {
  case read
  case stop
  case pause
  case resume
}

extension Operation {
  /// Reads the request line; what a version does not have is 404, and another method than a path
  /// takes is 405: what the service answers there is not documented.
  init(_ request: ServiceRequest, _ version: String) throws(ServiceError) {
    do throws(ServiceError) {
      self = try Self(request.method, request, version)
    } catch {
      let allowed = ["GET", "POST", "DELETE"].filter { method in
        (try? Self(method, request, version)) != nil
      }
      throw allowed.isEmpty ? error : .otherMethod(request.method, than: allowed)
    }
  }

  private init(
    _ method: String,
    _ request: ServiceRequest,
    _ version: String
  ) throws(ServiceError) {
    let parts = pathParts(request.path)
    guard parts.count >= 3, parts[0].isEmpty, parts[1] == "calling" else {
      throw .noResource(request)
    }
    switch (method, parts[2], parts.count) {
    case ("POST", "callConnections:answer", 3): self = .answer
    case ("POST", "callConnections:reject", 3): self = .reject
    case ("POST", "callConnections:redirect", 3): self = .redirect
    case ("POST", "recordings", 3): self = .startRecording
    case (_, "callConnections", 4...6):
      self = try Self.onCall(method, request, parts.dropFirst(3).map(String.init), version)
    case (_, "recordings", 4): self = try Self.onRecording(method, request, String(parts[3]))
    case ("POST", "callConnections", 3): self = .create
    case ("POST", "callConnections:connect", 3): self = .connect
    default: throw .noResource(request)
    }
  }

  /// What follows `/calling/callConnections/`.
  private static func onCall(
    _ method: String,
    _ request: ServiceRequest,
    _ parts: [String],
    _ version: String
  ) throws(ServiceError) -> Operation {
    let (id, verb) = splitVerb(parts[0])
    guard let id = percentDecoded(id), !id.isEmpty else { throw .noResource(request) }
    if parts.count == 3 {
      return .call(CallConnectionID(id), try onParticipant(method, request, parts))
    }
    let rest = parts.count == 2 ? "/" + parts[1] : verb
    let operation: CallOperation
    switch (method, rest) {
    case ("GET", ""): operation = .read
    case ("DELETE", ""): operation = .leave
    case ("GET", "/participants"): operation = .listParticipants
    case ("POST", "/participants:add"): operation = .addParticipant
    case ("POST", "/participants:remove"): operation = .removeParticipant
    case ("POST", "/participants:cancelAddParticipant"): operation = .cancelAddParticipant
    case ("POST", "/participants:moveHere") where version >= firstVersionWithMoving:
      operation = .moveParticipants
    case ("POST", ":terminate"): operation = .terminate
    case ("POST", ":transferToParticipant"): operation = .transfer
    case ("POST", ":play"): operation = .play
    case ("POST", ":recognize"): operation = .recognize
    case ("POST", ":cancelAllMediaOperations"): operation = .cancelAllMedia
    case ("POST", ":startContinuousDtmfRecognition"): operation = .startTones
    case ("POST", ":stopContinuousDtmfRecognition"): operation = .stopTones
    case ("POST", ":sendDtmfTones"): operation = .sendTones
    case ("POST", ":hold"): operation = .hold
    case ("POST", ":unhold"): operation = .unhold
    case ("POST", "/participants:mute"): operation = .mute
    case ("POST", _):
      guard let feed = FeedOperation(verb: rest) else { throw .noResource(request) }
      operation = .feed(feed)
    default: throw .noResource(request)
    }
    return .call(CallConnectionID(id), operation)
  }

  /// `{id}/participants/{rawId}`.
  private static func onParticipant(
    _ method: String,
    _ request: ServiceRequest,
    _ parts: [String]
  ) throws(ServiceError) -> CallOperation {
    guard method == "GET", parts[1] == "participants",
      let rawID = percentDecoded(parts[2]), !rawID.isEmpty
    else { throw .noResource(request) }
    return .readParticipant(Identifier(rawID: rawID))
  }

  /// What follows `/calling/recordings/`.
  private static func onRecording(
    _ method: String,
    _ request: ServiceRequest,
    _ part: String
  ) throws(ServiceError) -> Operation {
    let (id, verb) = splitVerb(part)
    guard let id = percentDecoded(id), !id.isEmpty else { throw .noResource(request) }
    let operation: RecordingOperation
    switch (method, verb) {
    case ("GET", ""): operation = .read
    case ("DELETE", ""): operation = .stop
    case ("POST", ":pause"): operation = .pause
    case ("POST", ":resume"): operation = .resume
    default: throw .noResource(request)
    }
    return .recording(RecordingID(id), operation)
  }

  /// A path's last part taken apart at its colon, which stays with the verb.
  private static func splitVerb(_ part: String) -> (id: Substring, verb: String) {
    guard let colon = part.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (part[...], "") }
    return (part[..<colon], String(part[colon...]))
  }

  /// Whether a second request of one `Repeatability-Request-ID` is the first one (FACTS.md (a)).
  var isRepeatable: Bool {
    switch self {
    case .answer, .reject, .redirect, .create, .connect, .startRecording: true
    case .recording: false
    case .call(_, let operation): operation.isRepeatable
    }
  }
}

/// What stands between the slashes of a path; before the first of them nothing does.
func pathParts(_ path: String) -> [Substring] {
  path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    .map(Substring.init)
}

extension CallOperation {
  fileprivate var isRepeatable: Bool {
    switch self {
    case .terminate, .transfer, .sendTones, .addParticipant, .removeParticipant, .mute,
      .cancelAddParticipant, .moveParticipants:
      true
    case .read, .leave, .listParticipants, .readParticipant, .play, .recognize, .cancelAllMedia,
      .startTones, .stopTones, .hold, .unhold, .feed:
      false
    }
  }
}

/// FACTS.md (a), "Versions".
let firstVersionWithMoving = "2026-03-12"

extension FeedOperation {
  /// Reads what follows the id in a path, such as `:startTranscription`.
  fileprivate init?(verb: String) {
    guard verb.first == ":" else { return nil }
    self.init(rawValue: String(verb.dropFirst()))
  }
}
