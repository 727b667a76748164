internal import CYAML
internal import Diagnostics

/// A list or mapping that is being read.
struct CollectionFrame {
  /// What a mapping waits for.
  enum KeySlot {
    /// A key.
    case empty
    /// The value of a key.
    case key(SyntaxScalar)
    /// The value of what cannot be a key; it is dropped.
    case refused
  }

  let isMapping: Bool
  /// Whether it is written in brackets.
  let isFlow: Bool
  /// The offset of its first character, without anchor and tag.
  let start: Int
  /// The anchor on it.
  let anchor: String?
  /// The node count when it began, itself excluded.
  let nodesBefore: Int
  var items: [SyntaxNode] = []
  var entries: [SyntaxEntry] = []
  var slot = KeySlot.empty
  /// Levels below it, itself included.
  var height = 1
  /// Places of keys in `entries`, once there are many.
  var keyPlaces: [String: Int]?
  /// Whether one of the keys is `<<`.
  var hasMerge = false

  /// The place in `entries` of a key that was given before.
  mutating func place(of key: String) -> Int? {
    if keyPlaces != nil { return keyPlaces?[key] }
    let isSmall = entries.count < 16
    if isSmall { return entries.firstIndex { $0.key.text == key } }
    keyPlaces = Dictionary(
      entries.enumerated().map { ($1.key.text, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    return keyPlaces?[key]
  }

  /// Adds an entry whose key is not there yet.
  mutating func append(_ entry: consuming SyntaxEntry) {
    keyPlaces?[entry.key.text] = entries.count
    entries.append(entry)
  }
}

/// A value that `&name` names, with what a copy of it costs.
struct Anchor {
  let node: SyntaxNode
  /// Nodes in it, itself included.
  let size: Int
  /// Levels of lists and mappings in it; 0 for a text.
  let height: Int
}

/// What the two events that begin a collection have in common.
struct CollectionEvent {
  let isMapping: Bool
  let isFlow: Bool
  let anchor: String?
  let hasTag: Bool

  /// Reads an event of one of the two types.
  init(_ event: UnsafePointer<yaml_event_t>) {
    isMapping = event.pointee.type == YAML_MAPPING_START_EVENT
    if isMapping {
      let data = event.pointee.data.mapping_start
      isFlow = data.style == YAML_FLOW_MAPPING_STYLE
      anchor = data.anchor.map { String(cString: $0) }
      hasTag = data.tag != nil
    } else {
      let data = event.pointee.data.sequence_start
      isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
      anchor = data.anchor.map { String(cString: $0) }
      hasTag = data.tag != nil
    }
  }

  /// Whether an anchor or a tag stands before it.
  var hasProperties: Bool { anchor != nil || hasTag }

  /// Where its first character stands, anchor and tag excluded, for an event with those marks.
  func contentStart(_ start: Int, _ end: Int, in source: UnsafeBufferPointer<UInt8>) -> Int {
    guard hasProperties else { return start }
    let isIndicator = isFlow || source.byte(end - 1) == UInt8(ascii: "-")
    return isIndicator ? max(start, end - 1) : end
  }
}
