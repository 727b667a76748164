import FlowLanguage

/// The files among others that belong to some files of a project: those whose flows they name, those
/// that name their flows, and so on (LANGUAGE.md, part 2).
///
/// Found by the lines that say `flow:`, before any of them is parsed: a flow that takes calls and
/// names no other, as most do, has none, and nothing else is read for it.
func linkedFlows(
  to files: [String],
  _ contents: (String) -> Result<[UInt8], FileFailure>,
  among others: () throws(FolderError) -> [String]
)
  throws(FolderError) -> [String]
{
  func mentions(_ path: String) -> FlowMentions? {
    (try? contents(path).get()).map { FlowMentions(of: path, $0) }
  }
  var work = files.compactMap(mentions)
  guard work.contains(where: { !$0.others.isEmpty || !$0.takesCalls }) else { return [] }
  var unlinked = try others().compactMap { path in mentions(path).map { (path, $0) } }
  var linked: [String] = []
  while let flow = work.popLast() {
    let found = unlinked.filter { flow.isLinked(to: $0.1) }
    unlinked.removeAll { flow.isLinked(to: $0.1) }
    linked += found.map(\.0)
    work += found.map(\.1)
  }
  return linked
}

/// What a file's lines say of flows; a file of tests or callers names the flow that it is of.
private struct FlowMentions {
  /// The name of the file's own flow.
  private(set) var name: String?
  /// The flows it names.
  private(set) var others: Set<String> = []
  /// Whether calls come to it by a route.
  private(set) var takesCalls = false

  /// Looks through a file.
  init(of path: String, _ bytes: [UInt8]) {
    let role = FileRole(of: path)
    let key = Array((role == .tests ? "test:" : role == .callers ? "simulate:" : "flow:").utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if line.starts(with: "routes:".utf8) { takesCalls = true }
      var rest = line[...]
      while let place = rest.firstRange(of: key) {
        let value = rest[place.upperBound...].drop {
          $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"")
        }
        let word = String(decoding: value.prefix { $0.isNameByte }, as: UTF8.self)
        if place.lowerBound == line.startIndex { name = name ?? word } else { others.insert(word) }
        rest = rest[place.upperBound...]
      }
    }
    if let tried = name, role != .flow {
      others.insert(tried)
      name = nil
    }
    others.remove("")
  }

  func isLinked(to other: FlowMentions) -> Bool {
    (other.name.map(others.contains) ?? false) || (name.map(other.others.contains) ?? false)
  }
}

extension UInt8 {
  /// Whether a flow's name can have the byte.
  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
