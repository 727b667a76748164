internal import CYAML
internal import Diagnostics

/// Builds the lossless tree from libyaml's events, as `TreeBuilder` does the tree of the checker.
///
/// An event says where a value stands; what lies between two of them `GapLexer` cuts into tokens.
/// So the tokens are the text whatever libyaml makes of it: each begins where the last one ended.
struct LosslessBuilder {
  /// A list or mapping that is being read; a mapping's children are keys and values in turn.
  private struct Frame {
    let isMapping: Bool
    let isFlow: Bool
    let start: Int
    let firstToken: Int
    let properties: Range<Int>
    var children: [LosslessNode] = []
  }

  private let source: UnsafeBufferPointer<UInt8>
  private let file: FileID
  private var cursor: MarkCursor
  private var tokens: [SyntaxToken] = []
  private var roots: [LosslessNode] = []
  private var frames: [Frame] = []
  private var nodeCount = 0
  /// Where the last token ended.
  private var position = 0
  /// Where the last token ended that is part of a value.
  private var contentEnd = 0

  /// Makes a builder over bytes that are UTF-8, fit for YAML, and outlive it.
  init(_ source: UnsafeBufferPointer<UInt8>, isASCII: Bool, file: FileID) {
    self.source = source
    self.file = file
    self.cursor = MarkCursor(source, isASCII: isASCII)
  }

  /// Pulls events until the text ends or must be given up; returns whether it was read to its end.
  mutating func build(from reader: consuming EventReader) -> Bool {
    while let event = reader.next() {
      let start = cursor.offset(of: Int(event.pointee.start_mark.index))
      let end = cursor.offset(of: Int(event.pointee.end_mark.index))
      switch event.pointee.type {
      case YAML_SCALAR_EVENT:
        readScalar(event, start, end)
      case YAML_ALIAS_EVENT:
        readAlias(start, end)
      case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
        guard frames.count < SyntaxLimits.depth else { return false }
        open(CollectionEvent(event), start, end)
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
        close(start, end)
      case YAML_STREAM_END_EVENT:
        readGap(to: source.count)
        return true
      default:
        readGap(to: end)
      }
      guard nodeCount <= SyntaxLimits.nodes else { return false }
    }
    return false
  }

  /// The tree of all bytes, of which those that were not read are one token.
  consuming func finish(isComplete: Bool, in bytes: UnsafeBufferPointer<UInt8>) -> LosslessTree {
    while !frames.isEmpty { closeCollection() }
    addToken(.unread, to: bytes.count)
    return LosslessTree(tokens: tokens, roots: roots, isComplete: isComplete)
  }
}

extension LosslessBuilder {
  private mutating func readScalar(
    _ event: UnsafePointer<yaml_event_t>,
    _ start: Int,
    _ end: Int
  ) {
    let data = event.pointee.data.scalar
    let style = ScalarStyle(data.style)
    let hasProperties = data.anchor != nil || data.tag != nil
    let contentStart = hasProperties ? source.propertiesEnd(from: start, to: end) : start
    guard contentStart < end || style != .plain else {
      return readAbsent(start, end, hasProperties: hasProperties)
    }
    let properties = readProperties(start, contentStart)
    let firstToken = tokens.count
    let isBlock = style == .literal || style == .folded
    contentEnd = isBlock ? source.trimmedEnd(contentStart, end) : end
    let keepsBreaks = isBlock && readBlockHeader(to: end)
    addToken(.text, to: keepsBreaks ? end : contentEnd)
    add(.scalar(style), from: contentStart, firstToken, properties)
  }

  /// Nothing, where a value could stand.
  private mutating func readAbsent(_ start: Int, _ mark: Int, hasProperties: Bool) {
    let place = source.absentPlace(after: contentEnd, noticedAt: mark)
    let end = hasProperties ? mark : place
    let properties = readProperties(hasProperties ? start : end, end)
    contentEnd = max(contentEnd, end)
    add(absentNode(at: place, properties))
  }

  private mutating func readAlias(_ start: Int, _ end: Int) {
    readGap(to: start)
    let firstToken = tokens.count
    addToken(.alias, to: end)
    contentEnd = end
    add(.alias, from: start, firstToken, firstToken..<firstToken)
  }

  private mutating func open(_ event: CollectionEvent, _ start: Int, _ end: Int) {
    let contentStart = event.contentStart(start, end, in: source)
    let properties = readProperties(start, contentStart)
    frames.append(
      Frame(
        isMapping: event.isMapping,
        isFlow: event.isFlow,
        start: contentStart,
        firstToken: tokens.count,
        properties: properties
      )
    )
    readGap(to: end)
    contentEnd = max(contentEnd, end)
  }

  private mutating func close(_ start: Int, _ end: Int) {
    if frames.last?.isFlow == true, start < end {
      readGap(to: end)
      contentEnd = end
    }
    closeCollection()
  }

  /// Makes a node of the innermost frame; in a mapping without its last value nothing stands there.
  private mutating func closeCollection() {
    guard let frame = frames.popLast() else { return }
    var children = frame.children
    if frame.isMapping, children.count % 2 == 1 {
      children.append(absentNode(at: contentEnd, tokens.count..<tokens.count))
    }
    let entries = stride(from: 0, to: frame.isMapping ? children.count : 0, by: 2).map {
      LosslessEntry(key: children[$0], value: children[$0 + 1])
    }
    add(
      frame.isMapping ? .mapping(entries) : .sequence(children),
      from: frame.start,
      frame.firstToken,
      frame.properties
    )
  }
}

extension LosslessBuilder {
  /// Gives a node that ends where the content read so far ends to what surrounds it.
  private mutating func add(
    _ content: LosslessNode.Content,
    from start: Int,
    _ firstToken: Int,
    _ properties: Range<Int>
  ) {
    add(
      LosslessNode(
        content: content,
        span: Span(file: file, start: start, end: contentEnd),
        tokens: firstToken..<max(firstToken, contentTokens),
        properties: properties
      )
    )
  }

  private func absentNode(at place: Int, _ properties: Range<Int>) -> LosslessNode {
    LosslessNode(
      content: .scalar(.plain),
      span: Span(file: file, start: place, end: place),
      tokens: tokens.count..<tokens.count,
      properties: properties
    )
  }

  private mutating func add(_ node: LosslessNode) {
    nodeCount += 1
    if !frames.isEmpty {
      frames[frames.count - 1].children.append(node)
    } else if !node.tokens.isEmpty || !node.properties.isEmpty {
      roots.append(node)
    }
  }

  /// Reads up to a value's first character and returns the tokens of its anchor and tag.
  private mutating func readProperties(_ start: Int, _ contentStart: Int) -> Range<Int> {
    readGap(to: start)
    let first = tokens.count
    readGap(to: contentStart)
    return first..<max(first, contentTokens)
  }

  /// Reads `|`, what belongs to it and the end of its line; returns whether it keeps the line
  /// breaks at the text's end.
  private mutating func readBlockHeader(to end: Int) -> Bool {
    let start = position
    let line = source.lineBreak(from: start)
    let header = source[start..<line].prefix { !$0.isBlank && $0 != UInt8(ascii: "#") }
    addToken(.blockHeader, to: header.endIndex)
    readGap(to: min(end, line + source.lineBreakLength(at: line)))
    return header.contains(UInt8(ascii: "+"))
  }

  /// How many tokens there are up to the last one that is no trivia.
  private var contentTokens: Int {
    (tokens.lastIndex { !$0.isTrivia } ?? -1) + 1
  }

  /// Cuts what lies before a value.
  private mutating func readGap(to end: Int) {
    for token in GapLexer(source, from: position, to: end) {
      addToken(token.kind, to: token.range.upperBound)
    }
  }

  private mutating func addToken(_ kind: SyntaxToken.Kind, to end: Int) {
    guard position < end else { return }
    tokens.append(SyntaxToken(kind: kind, span: Span(file: file, start: position, end: end)))
    position = end
  }
}
