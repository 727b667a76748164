internal import CYAML
internal import Diagnostics

/// Builds the tree from libyaml's events, on a stack of its own, so that depth costs no recursion.
///
/// Events come in the order of the text. `gapStart` is where the last token ended: between it and
/// the next token lie white space, indicators and comments.
struct TreeBuilder {
  let source: UnsafeBufferPointer<UInt8>
  let file: FileID
  var cursor: MarkCursor
  var frames: [CollectionFrame] = []
  var root: SyntaxNode?
  var anchors: [String: Anchor] = [:]
  /// The anchors that something names.
  var namedAnchors: Set<String> = []
  /// The unquoted texts behind an anchor: `&Co is closed`.
  var anchoredTexts: [(name: String, span: Span)] = []
  var comments: [SyntaxComment] = []
  var findings: [Diagnostic] = []
  /// Where the last token ended.
  var gapStart = 0
  /// Where the last token that is part of a value ended.
  var contentEnd = 0
  /// Where the plain text begins that ended at `gapStart`, if one did.
  var plainStart: Int?
  var nodeCount = 0
  var documentCount = 0
  /// Whether a syntax error or a limit ended the reading.
  private(set) var isStopped = false

  /// What a comma is meant for in a value, by the keys that lead to it.
  let commas: ([String]) -> CommaMeaning

  /// Whether the text was cut at a forbidden character, and so ends early.
  let isCut: Bool

  /// Makes a builder over bytes that are UTF-8 and outlive it: what the survey found readable.
  init(
    _ source: UnsafeBufferPointer<UInt8>,
    survey: CharacterSurvey,
    file: FileID,
    commas: @escaping ([String]) -> CommaMeaning
  ) {
    self.commas = commas
    self.source = source
    self.file = file
    self.cursor = MarkCursor(source, isASCII: survey.isASCII)
    self.isCut = survey.forbidden != nil
  }

  /// Pulls events until the document ends or must be given up.
  mutating func build(from reader: consuming EventReader) {
    while !isStopped {
      guard let event = reader.next() else {
        return stop(after: reader.problem)
      }
      guard handle(event) else { return }
    }
  }

  /// The tree so far; what is open is closed.
  mutating func finish() -> (document: SyntaxDocument, findings: [Diagnostic]) {
    while !frames.isEmpty { closeCollection(at: contentEnd) }
    if !isStopped { reportUnusedAnchors() }
    let document = SyntaxDocument(
      root: root,
      comments: comments,
      file: file,
      isComplete: !isStopped
    )
    return (document, findings)
  }

  /// Whether there may be more findings.
  var hasRoom: Bool { findings.count < SyntaxLimits.findings }

  /// Keeps a finding, unless there are too many.
  mutating func report(_ finding: Diagnostic) {
    guard hasRoom else { return }
    findings.append(finding)
  }

  /// Gives up with a finding.
  mutating func stop(at finding: Diagnostic) {
    findings.append(finding)
    isStopped = true
  }

  /// Gives up with a syntax error; a value on its line is half read and dropped.
  mutating func stop(atSyntaxError finding: Diagnostic) {
    dropValue(onLineOf: finding.primary.span.start)
    stop(at: finding)
  }

  private mutating func stop(after library: LibraryProblem) {
    let problem = SyntaxProblem(
      library,
      in: source,
      file: file,
      isFlow: frames.last?.isFlow ?? false,
      cursor: &cursor
    )
    // A text cut at a forbidden character seems to end early; that character is the problem.
    if problem.offset >= source.count, isCut { return }
    if let comment = commentWithBracket() {
      return stop(atSyntaxError: problem.closingComment(comment))
    }
    stop(atSyntaxError: problem.diagnostic())
  }

  /// Returns whether there is more to read.
  private mutating func handle(_ event: UnsafePointer<yaml_event_t>) -> Bool {
    let start = cursor.offset(of: Int(event.pointee.start_mark.index))
    let end = cursor.offset(of: Int(event.pointee.end_mark.index))
    switch event.pointee.type {
    case YAML_SCALAR_EVENT:
      readScalarEvent(event, start, end)
    case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
      openCollection(CollectionEvent(event), start, end)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      endCollection(start, end)
    case YAML_ALIAS_EVENT:
      readAlias(event, start, end)
    case YAML_DOCUMENT_START_EVENT:
      return startDocument(start, end)
    case YAML_STREAM_END_EVENT:
      readGap(to: source.count)
      return false
    default:
      readGap(to: start)
      gapStart = max(gapStart, end)
    }
    return true
  }

  private mutating func startDocument(_ start: Int, _ end: Int) -> Bool {
    documentCount += 1
    readGap(to: start)
    gapStart = max(gapStart, end)
    guard documentCount > 1 else { return true }
    report(
      Diagnostic(
        .severalDocuments,
        .error,
        "a second document begins here; only the first is read",
        at: Span(file: file, start: start, end: max(end, min(start + 3, source.count))),
        help:
          "one flow a file: put it into a file of its own, or delete this line if all is one flow"
      )
    )
    return false
  }
}
