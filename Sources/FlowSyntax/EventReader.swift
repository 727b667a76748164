internal import CYAML

/// libyaml's parser over one text, pulled event by event.
///
/// libyaml is the one thing here that needs raw memory; it stays in this file, the tree builder
/// sees events.
struct EventReader: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>

  /// Makes a reader of bytes that are UTF-8 and outlive it; nil where there is no memory for it.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    guard yaml_parser_initialize(parser) == 1 else { return nil }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// Reads the next event, which is valid until the one after it; nil at a syntax error, and after
  /// the end.
  mutating func next() -> UnsafePointer<yaml_event_t>? {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { return nil }
    return UnsafePointer(event)
  }

  /// What stopped the parser.
  var problem: LibraryProblem {
    let marksAreSet = parser.pointee.error != YAML_READER_ERROR
    return LibraryProblem(
      text: parser.pointee.problem.map { String(cString: $0) } ?? "",
      activity: parser.pointee.context.map { String(cString: $0) } ?? "",
      index: marksAreSet ? Int(parser.pointee.problem_mark.index) : nil,
      activityIndex: parser.pointee.context == nil ? nil : Int(parser.pointee.context_mark.index)
    )
  }
}

/// A syntax error in libyaml's words, its places as counts of Unicode scalars.
struct LibraryProblem {
  /// What is wrong ("did not find expected key").
  let text: String
  /// What was being done ("while parsing a block mapping"), or empty.
  let activity: String
  /// Where it was noticed.
  let index: Int?
  /// Where what was being done began.
  let activityIndex: Int?
}
