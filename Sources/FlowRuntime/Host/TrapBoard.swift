internal import CShims
package import CallModel
internal import Cryptography
internal import FlowEngine
internal import Foundation

/// Which inputs have ended the process, so that none does so again and again (SEMANTICS.md, rule 49).
///
/// While an input is handled, the call and what tells the input apart stand in a slot of a file that is
/// mapped into memory; a handler of SIGILL, SIGTRAP and SIGSEGV marks the slot of the thread that got
/// one. A process that is killed marks nothing. The next start counts the marks; a call whose input
/// was marked twice is ended with a fault, and no other.
package final class TrapBoard: Sendable {
  /// An input that was being handled when the process trapped.
  package struct Mark: Hashable, Sendable {
    /// The call.
    package let callID: CallID
    /// The input's digest.
    package let input: String
    /// How often.
    package fileprivate(set) var count: Int
  }

  /// What has ended the process of before, with how often it did so before that.
  let found: [Mark]
  /// The calls that are to be ended.
  let condemned: Set<CallID>

  /// Opens the file at a path, making it where there is none, counts what the process before has left
  /// in it, and watches from now on; one a process.
  package init(path: String) throws(JournalError) {
    let leftovers = Self.leftovers(at: path)
    var marks = Self.records(at: path + "-marks")
    for mark in leftovers {
      if let index = marks.firstIndex(where: { $0.callID == mark.callID && $0.input == mark.input })
      {
        marks[index].count += 1
        marks.append(marks.remove(at: index))
      } else {
        marks.append(mark)
      }
    }
    marks = marks.suffix(Self.slots)
    found = marks.suffix(leftovers.count)
    condemned = Set(marks.filter { $0.count >= Self.fatalMarks }.map(\.callID))
    do {
      // First what was counted, then an empty board: a crash in between counts twice at most once.
      let lines = marks.map { "\($0.callID.rawValue) \($0.input) \($0.count)\n" }.joined()
      try Self.write(Data(lines.utf8), to: path + "-marks")
      try Self.write(Data(count: Self.slots * MemoryLayout<cshims_trap_slot>.size), to: path)
    } catch {
      throw .notWritable(path: path, reason: "\(error)")
    }
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: Self.reason(errno)) }
    defer { close(descriptor) }
    let result = cshims_traps_watch(descriptor, Int32(Self.slots))
    guard result == 0 else { throw .notWritable(path: path, reason: Self.reason(-result)) }
  }

  /// Handles an input of a call; `slot` is the number of whose task it is.
  static func handling<Result>(
    _ message: Letter.Message,
    of id: CallID,
    in slot: Int,
    _ body: () -> Result
  ) -> Result {
    cshims_traps_enter(Int32(slot % slots), "\(id.rawValue) \(message.identity)")
    defer { cshims_traps_leave() }
    PlantedTrap.pass(message)
    return body()
  }

  /// Slots of a board: more than there are shards.
  private static let slots = 256
  /// How often an input may end the process.
  private static let fatalMarks = 2

  private static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// What earlier starts have counted; a file that cannot be read is none.
  private static func records(at path: String) -> [Mark] {
    let lines = String(decoding: contents(of: path), as: UTF8.self).split(separator: "\n")
    return lines.compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 3, let count = Int(parts[2]) else { return nil }
      return Mark(callID: CallID(String(parts[0])), input: String(parts[1]), count: count)
    }
  }

  /// What the process before was about where it trapped.
  private static func leftovers(at path: String) -> [Mark] {
    let size = MemoryLayout<cshims_trap_slot>.size
    let bytes = contents(of: path)
    return stride(from: 0, to: bytes.count / size * size, by: size).compactMap { start in
      let slot = bytes[start..<(start + size)]
      guard slot.first == UInt8(CSHIMS_TRAP_MARKED) else { return nil }
      let text = String(decoding: slot.dropFirst(4).prefix { $0 != 0 }, as: UTF8.self)
      let parts = text.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      let digest = encodeHexadecimal(sha256(Array(parts[1].utf8)).prefix(8))
      return Mark(callID: CallID(String(parts[0])), input: digest, count: 1)
    }
  }

  private static func contents(of path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map { Array($0) } ?? []
  }
}

extension Letter.Message {
  /// Tells inputs of a call apart, the same whenever it is delivered again; says no value of them.
  fileprivate var identity: String {
    switch self {
    case .begin, .abandon: "begin"
    case .inputs(let contents): contents.map(\.identity).joined(separator: ",")
    case .signal(let signal): "signal \(signal.id.rawValue)"
    case .wake: "wake"
    case .settled(let position, _): "settled \(position)"
    case .recover: "recover"
    case .look: "look"
    }
  }
}

extension CallInput.Content {
  fileprivate var identity: String {
    switch self {
    case .event(let event): "event \(event.id.rawValue)"
    case .signal(let id, _, _): "signal \(id.rawValue)"
    case .answered(let context, _), .refused(let context, _): "answer \(context)"
    case .httpFinished(let ordinal, _): "http \(ordinal)"
    case .timer(let id): "timer \(id)"
    case .recordingReady(let files): "recording \(files.recordingID.rawValue)"
    case .incoming, .started: "begin"
    case .observed: "read"
    case .hangUpRequested: "hang up"
    case .recovered: "recovered"
    }
  }
}
