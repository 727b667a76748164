internal import CShims
package import CallModel
internal import Cryptography
internal import FlowEngine
internal import Foundation

/// Which inputs, states, versions and requests of calls have ended the process, so that none does so
/// again and again (SEMANTICS.md, rule 49).
///
/// While something is done for a call, the call and what tells that apart (`Deed`) stand in a slot of a
/// file that is mapped into memory; a handler of SIGILL, SIGTRAP and SIGSEGV marks the slot of the thread
/// that got one. A process that is killed marks nothing. The next start counts the marks; a call whose
/// deed was marked twice is ended with a fault, and no other. A version counts for all calls on it: none
/// can go on without it.
package final class TrapBoard: Sendable {
  /// What was being done for a call when the process trapped.
  package struct Mark: Hashable, Sendable {
    /// The call.
    package let callID: CallID
    /// What was done.
    let kind: Deed.Kind
    /// The digest of what tells it apart from others of its kind.
    let digest: String
    /// How often.
    package fileprivate(set) var count: Int
  }

  /// What has ended the process of before, with how often it did so before that.
  let found: [Mark]
  /// The calls that are to be ended.
  let condemned: Set<CallID>
  /// What is not to be done again, by call.
  private let fatal: [CallID: Set<String>]
  /// The versions that are not to be compiled again, by what tells them apart.
  private let fatalVersions: Set<String>

  /// Opens the file at a path, making it where there is none, counts what the process before has left
  /// in it, and watches from now on; one a process.
  package init(path: String) throws(JournalError) {
    let leftovers = Self.leftovers(at: path)
    var marks = Self.records(at: path + "-marks")
    for mark in leftovers {
      if let index = marks.firstIndex(where: { $0.isSame(as: mark) }) {
        marks[index].count += 1
        marks.append(marks.remove(at: index))
      } else {
        marks.append(mark)
      }
    }
    marks = marks.suffix(Self.slots)
    found = marks.suffix(leftovers.count)
    let last = marks.filter { $0.count >= Self.fatalMarks }
    condemned = Set(last.map(\.callID))
    fatal = Dictionary(grouping: last, by: \.callID).mapValues { Set($0.map(\.digest)) }
    let versions = Dictionary(grouping: marks.filter { $0.kind == .version }, by: \.digest)
    fatalVersions = Set(
      versions.filter { $0.value.map(\.count).reduce(0, +) >= Self.fatalMarks }.keys
    )
    do {
      // First what was counted, then an empty board: a crash in between counts twice at most once.
      let lines = marks.map(\.line).joined()
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

  /// Does something for a call that may end the process; nothing of it may be another such deed.
  static func watching<Result, Failure: Error>(
    _ deed: Deed,
    of id: CallID,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    cshims_traps_enter("\(id.rawValue) \(deed.kind.rawValue) \(deed.identity)")
    defer { cshims_traps_leave() }
    PlantedTrap.pass(deed)
    return try body()
  }

  /// Whether something has ended the process as often as it may.
  func isFatal(_ deed: Deed, of id: CallID) -> Bool {
    if deed.kind == .version { return fatalVersions.contains(Self.digest(deed.identity)) }
    return fatal[id]?.contains(Self.digest(deed.identity)) ?? false
  }

  /// Slots of a board: more than there are threads at work.
  private static let slots = 256
  /// How often a deed may end the process.
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
      guard (3...4).contains(parts.count), let count = Int(parts[2]) else { return nil }
      return Mark(
        callID: CallID(String(parts[0])),
        kind: parts.count == 4 ? Deed.Kind(rawValue: String(parts[3])) ?? .input : .input,
        digest: String(parts[1]),
        count: count
      )
    }
  }

  private static func digest(_ identity: String) -> String {
    encodeHexadecimal(sha256(Array(identity.utf8)).prefix(8))
  }

  /// What the process before was about where it trapped.
  private static func leftovers(at path: String) -> [Mark] {
    let size = MemoryLayout<cshims_trap_slot>.size
    let bytes = contents(of: path)
    return stride(from: 0, to: bytes.count / size * size, by: size).compactMap { start in
      let slot = bytes[start..<(start + size)]
      guard slot.first == UInt8(CSHIMS_TRAP_MARKED) else { return nil }
      let text = String(decoding: slot.dropFirst(4).prefix { $0 != 0 }, as: UTF8.self)
      let parts = text.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, let kind = Deed.Kind(rawValue: String(parts[1])) else { return nil }
      return Mark(
        callID: CallID(String(parts[0])),
        kind: kind,
        digest: digest(String(parts[2])),
        count: 1
      )
    }
  }

  private static func contents(of path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map { Array($0) } ?? []
  }
}

extension TrapBoard.Mark {
  /// Whether both are of one thing.
  fileprivate func isSame(as other: TrapBoard.Mark) -> Bool {
    callID == other.callID && kind == other.kind && digest == other.digest
  }

  /// The mark as it is kept.
  fileprivate var line: String { "\(callID.rawValue) \(digest) \(count) \(kind.rawValue)\n" }
}

extension TrapBoard {
  /// What is done for a call that may end the process.
  enum Deed {
    /// Something that happened is handled.
    case handles(Letter.Message)
    /// Its stored state is read; what is written when it is ended is another one.
    case reads(StoredCall)
    /// The version that it keeps is compiled; the name is its flow's.
    case compiles(VersionHash, flow: String)
    /// A request is made of what it asked for: its name, such as `play 3`.
    case makes(request: String)

    /// What kinds there are, as they are kept.
    enum Kind: String, Sendable {
      case input, state, version, request
    }

    /// The kind.
    var kind: Kind {
      switch self {
      case .handles: .input
      case .reads: .state
      case .compiles: .version
      case .makes: .request
      }
    }

    /// Tells it apart from others of its kind, the same at every start.
    fileprivate var identity: String {
      switch self {
      case .handles(let message): message.identity
      case .reads(let call): "\(call.revision)"
      case .compiles(let version, _): version.rawValue
      case .makes(let request): request
      }
    }
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
