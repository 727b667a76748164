internal import CallAutomation
internal import CallModel

/// One call as the service sees it.
///
/// It is told of requests and of its own timers; what comes of them goes into the `Stage`. A timer
/// that nothing waits for any more is ignored, so none is ever taken back.
struct EmulatedCall: Sendable {
  /// How far the call has come; only forwards.
  enum Phase: Hashable {
    case ringing
    case connecting
    case connected
    case ended(CallEnding)
  }

  /// The app's leg, from the answer on.
  struct Leg: Hashable {
    let connectionID: CallConnectionID
    let apiVersion: String
    /// What the request said that made it.
    let request: LegRequest
    /// What is sent to sockets.
    var subscriptions: [Feed: FeedSubscription] = [:]

    var callbackURI: String { request.callbackURI }
    var context: String? { request.context }
    var hasIntelligence: Bool { request.hasIntelligence }
  }

  /// The call's number in this emulator, from 1.
  let number: Int
  let ringing: RingingCall
  let script: CallerScript
  var progress: ScriptProgress
  var phase = Phase.ringing
  var leg: Leg?
  /// Who is still being called, in a call that the app places.
  var ringingTargets: [Identifier] = []
  /// Everyone but the app.
  var parties: [Participant] = []
  /// How often a party has joined, by raw id: tells one stay from the next.
  var joinings: [String: Int] = [:]
  var participantsSequence = 0
  var media: [MediaAction] = []
  var toneSessions: [ToneSession] = []
  var invitations: [Invitation] = []
  var transfers: [PendingTransfer] = []
  var recording: Recording?
  private var lastToken = 0

  init(number: Int, ringing: RingingCall, script: CallerScript) {
    self.number = number
    self.ringing = ringing
    self.script = script
    progress = ScriptProgress(script)
  }

  var caller: Identifier { ringing.caller }

  /// Whether the call came to a Teams resource account, whose rules then hold (FACTS.md (f)).
  var isTeamsPhone: Bool { ringing.callee.kind == .microsoftTeamsApp }

  var profile: Profile { isTeamsPhone ? .teamsPhone : .callAutomation }

  var hasEnded: Bool {
    if case .ended = phase { true } else { false }
  }

  /// Tells one action of the call from another.
  mutating func nextToken() -> Int {
    lastToken += 1
    return lastToken
  }

  /// Refuses what needs a call that is connected.
  func requireConnected() throws(ServiceError) {
    switch phase {
    case .ringing, .connecting: throw .notEstablished
    case .connected: return
    case .ended: throw .notFound("Call")
    }
  }

  /// Refuses a party that is not in the call (FACTS.md (j)).
  func requirePresent(_ party: Identifier) throws(ServiceError) {
    guard isPresent(party) else {
      throw .notFound("Participant")
    }
  }

  func isPresent(_ party: Identifier) -> Bool {
    parties.contains { $0.identifier == party }
  }
}

/// What is known of a call when it begins to ring.
struct RingingCall: Hashable, Sendable {
  /// Who called the app, or whom the app called.
  let caller: Identifier
  /// Whom they called, or as whom the app called.
  let callee: Identifier
  /// Whom the caller meant, where the call was sent on from there.
  var onBehalfOf: Identifier?
  /// Whom the app called besides the first.
  var others: [Identifier] = []
  /// Whether the app placed the call.
  var isPlaced = false
  /// How often it was sent elsewhere before.
  var transitions = 0
  let correlationID: CorrelationID
  let serverCallID: ServerCallID
  let context: IncomingCallContext
}

/// How a call ended.
package enum CallEnding: String, Hashable, Sendable {
  /// The app asked for it.
  case terminated
  /// The app's leg left.
  case left
  /// The last party hung up.
  case hungUp
  /// The call was transferred.
  case transferred
  /// The last party was moved to another call.
  case moved
  /// There was no call that the app could join.
  case notJoined
  /// The app did not take it.
  case rejected
  /// The app sent it elsewhere while it rang.
  case redirected
  /// Nobody took it while it rang.
  case notAnswered
  /// The caller gave up before anybody took it.
  case abandoned
}
