internal import CEL
internal import CallDispatch
internal import CallModel
internal import JSON

/// A request of a flow to another system, as a test sees it; secrets are blotted out.
struct SimulatedRequest: Hashable, Sendable {
  let method: String
  let url: String
  let headers: [String: String]
  let body: JSONValue?

  /// What `request` is in the values of a test.
  var value: CELValue {
    .map(
      CELMap(texts: [
        "method": .string(method), "url": .string(url),
        "headers": .map(CELMap(headers: headers.mapValues(CELValue.string))),
        "body": body?.celValue ?? .null,
      ])
    )
  }

  /// The request line, for people.
  var line: String { "\(method) \(url)" }
}

/// What a line, or a rule, says of a request.
struct RequestPattern: Sendable {
  /// The method, in capitals.
  let method: String
  /// The whole address; `*` stands for any text.
  let url: TextPattern
  /// Headers that are there, by their names in small letters; `*` stands for any text.
  var headers: [String: TextPattern] = [:]
  /// What the body has besides whatever else.
  var body: ScenarioValue?

  /// Whether a request is as said; `names` are the values that the body may name.
  func matches(_ request: SimulatedRequest, _ names: (String) -> CELValue?) -> Bool {
    guard method == request.method, url.matches(request.url),
      headers.allSatisfy({ $0.value.matches(request.headers[$0.key] ?? "") })
    else { return false }
    guard let body else { return true }
    do throws(CELFailure) {
      return (request.body ?? .null).has(JSONValue(try body.value(names)))
    } catch {
      // What cannot be computed for this request is not what the request has.
      return false
    }
  }

  /// The line it stands for, for people.
  var line: String { "\(method) \(url.text)" }
}

extension JSONValue {
  /// Whether this value has all that another one has: an object's members, a list's elements one by
  /// one, a scalar itself.
  func has(_ part: JSONValue) -> Bool {
    switch (self, part) {
    case (.object(let whole), .object(let part)):
      part.allSatisfy { member in whole[member.name]?.has(member.value) ?? false }
    case (.array(let whole), .array(let part)):
      whole.count == part.count && zip(whole, part).allSatisfy { $0.has($1) }
    default: self == part
    }
  }
}

/// What a request gets.
struct ScenarioAnswer: Sendable {
  /// What comes of a request.
  enum Content: Sendable {
    /// An answer of that status, with what a flow sees of it.
    case respond(status: Int, headers: [String: String], body: ScenarioValue?)
    /// No answer in time.
    case timeout
    /// Nobody is there.
    case unreachable
  }

  let content: Content
  /// How long it takes.
  var after = SimulatorTiming.answer
}

/// What requests of a kind get.
struct AnswerRule: Sendable {
  let pattern: RequestPattern
  let answer: ScenarioAnswer
}

/// How long things take that nobody says.
enum SimulatorTiming {
  /// From a request of a flow to its answer.
  static let answer = Milliseconds(50)
  /// From being rung, or from the line that says it, to what a party does.
  static let reaction = Milliseconds(2_000)
}
