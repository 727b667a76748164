import FlowLanguage

/// The files of a project that belong to one of them: those whose flows it names, those that name its
/// flow, and so on (LANGUAGE.md, part 2).
///
/// Found by the lines that say `flow:`, before any of them is parsed: a flow that takes calls and
/// names no other, as most do, has none, and nothing else is read for it.
func linkedFlows(
  to file: String,
  among listing: () throws(FolderError) -> FolderListing
)
  throws(FolderError) -> [String]
{
  guard let first = FlowMentions(at: file), first.others.count > 0 || !first.takesCalls else {
    return []
  }
  let others = try listing().paths.filter {
    $0 != file && !$0.hasSuffix(ProjectFile.configurationName)
  }
  var unlinked = others.compactMap { path in FlowMentions(at: path).map { (path, $0) } }
  var linked: [String] = []
  var work = [first]
  while let flow = work.popLast() {
    let found = unlinked.filter { flow.isLinked(to: $0.1) }
    unlinked.removeAll { flow.isLinked(to: $0.1) }
    linked += found.map(\.0)
    work += found.map(\.1)
  }
  return linked
}

/// What a file's lines say of flows.
private struct FlowMentions {
  /// The name of the file's own flow.
  private(set) var name: String?
  /// The flows it names.
  private(set) var others: Set<String> = []
  /// Whether calls come to it by a route.
  private(set) var takesCalls = false

  /// Looks through a file; nil where it cannot be read.
  init?(at path: String) {
    guard case .success(let bytes) = readFile(path, limit: FolderLimits.fileBytes) else {
      return nil
    }
    let key = Array("flow:".utf8)
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
