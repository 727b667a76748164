internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// What of a call decides what can still happen to it: two calls with the same go on in the same way.
///
/// It is compared as a whole, not by a digest. Left out are the time of day, how long the call has
/// lasted (but where the flow asks), and the numbers that name operations, frames and questions.
struct StateLikeness: Hashable, Sendable {
  private let machine: [UInt8]
  private let call: CallLikeness?
  private let requests: [String]
  private let rest: [String]

  /// The likeness of a call in which nothing is on its way; nil where something is.
  init?(_ node: Explorer.Node, clock: String) {
    let simulation = node.run.simulation
    var writer = LikenessWriter(now: simulation.now.milliseconds)
    guard case .object(let state) = simulation.call.machine.readableJSON else { return nil }
    writer.state(state)
    machine = writer.bytes
    if let number = simulation.number {
      guard let likeness = simulation.emulator.likeness(of: number, at: simulation.now) else {
        return nil
      }
      call = likeness
    } else {
      call = nil
    }
    requests = simulation.openRequests.map {
      "\($0.request.line) \($0.request.body.map(\.description) ?? "") \($0.deadline - simulation.now)"
    }
    rest =
      simulation.refusals.map { "\($0.command)" }
      + node.unanswering.map(\.rawID).sorted() + simulation.flags.keys.sorted()
      + ["\(simulation.waitingAnswers.count) \(node.hasRefused)", clock]
  }
}

/// Writes a stored state as bytes that are equal for states that go on alike.
private struct LikenessWriter {
  private(set) var bytes: [UInt8] = []
  private let now: Int64
  private var nextOrdinal = 0
  private var nextFrame = 0
  /// Ids that the service gave, in the order in which they come first.
  private var ids: [String: Int] = [:]

  init(now: Int64) { self.now = now }

  /// What only names things, repeats others, or is there to know a second delivery.
  private static let left: Set<String> = [
    "callID", "seenEvents", "lastRead", "lastTime", "timers", "startedAt", "inputs",
    "correlationID", "serverCallID", "milestones",
  ]
  private static let ordinals: Set<String> = ["ordinal", "operation", "nextOrdinal"]
  private static let frames: Set<String> = ["number", "frame", "nextNumber"]

  mutating func state(_ state: JSONObject) {
    if case .integer(let next)? = state["operations"]?["nextOrdinal"] { nextOrdinal = next }
    if case .integer(let next)? = state["frames"]?["nextNumber"] { nextFrame = next }
    for member in state where !Self.left.contains(member.name) {
      let isData = ["variables", "signals", "flags"].contains(member.name)
      write(member.value, under: member.name, isData: isData)
    }
  }

  private mutating func write(_ value: JSONValue, under name: String, isData: Bool) {
    bytes += Array(name.utf8) + [0]
    switch value {
    case .integer(let number) where !isData:
      if Self.ordinals.contains(name) {
        append("o\(number - nextOrdinal)")
      } else if Self.frames.contains(name) {
        append("f\(number - nextFrame)")
      } else if name.lowercased().contains("sequence") {
        append("s")
      } else if abs(Int64(number) - now) < Self.near {
        append("t\(Int64(number) - now)")
      } else {
        append("\(number)")
      }
    case .string(let text) where !isData && text.isServiceID:
      let place = ids[text] ?? ids.count
      ids[text] = place
      append("#\(place)")
    case .array(let items):
      append("[")
      for item in items { write(item, under: "", isData: isData) }
      append("]")
    case .object(let members):
      append("{")
      for member in members where isData || !Self.left.contains(member.name) {
        write(member.value, under: member.name, isData: isData || name == "outputs")
      }
      append("}")
    default: append(value.description)
    }
  }

  private mutating func append(_ text: String) {
    bytes += Array(text.utf8) + [1]
  }

  /// A call lasts at most a day: a number this near to the time is a time.
  private static let near: Int64 = 2 * 86_400_000
}

extension String {
  /// Whether it is an id as the emulator draws them: a UUID, and nothing else.
  fileprivate var isServiceID: Bool {
    utf8.count == 36
      && utf8.enumerated().allSatisfy { index, byte in
        [8, 13, 18, 23].contains(index)
          ? byte == UInt8(ascii: "-")
          : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
