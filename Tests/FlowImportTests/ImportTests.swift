import Diagnostics
import FlowImport
import FlowLanguage
import FlowRuntime
import FlowSyntax
import Foundation
import TestSupport
import Testing

/// What becomes of documents of other products, those below `Documents` and broken ones.
@Suite struct ImportTests {
  private static let documents: [(ImportSource, String)] = [
    (.studio, "studio.json"), (.connect, "connect.json"), (.swml, "swml.yaml"),
  ]

  /// Documents that have each widget, action and method, with what no flow can have.
  private static let everything: [(ImportSource, String)] = [
    (.studio, "studio-all.json"), (.connect, "connect-all.json"), (.swml, "swml-all.yaml"),
  ]

  /// Documents as people have them, each of which found something.
  private static let found: [(ImportSource, String)] = [
    (.studio, "studio-menu.json"), (.studio, "studio-speech.json"),
    (.studio, "studio-subflow.json"),
    (.studio, "studio-ssml.json"), (.studio, "studio-case.json"), (.connect, "connect-ssml.json"),
    (.swml, "swml-vars.yaml"), (.studio, "studio-answer.json"), (.studio, "studio-answers.json"),
    (.connect, "connect-menu.json"), (.connect, "connect-store.json"),
    (.connect, "connect-loop.json"), (.connect, "connect-transfer.json"),
    (.connect, "connect-answer.json"), (.swml, "swml-menu.yaml"), (.swml, "swml-goto.yaml"),
    (.swml, "swml-cond.yaml"), (.swml, "swml-connect.yaml"), (.swml, "swml-names.yaml"),
  ]

  @Test(arguments: documents + everything + found)
  func `a document becomes the flow and the notes of its golden files`(
    source: ImportSource,
    name: String
  ) throws {
    let flow = try importFlow(source, Array(try document(name)), zones: SystemZones())
    let notes = flow.notes.map { "\(name):\($0.line):\($0.column): \($0.text)\n" }.joined()
    let folder = "Tests/FlowImportTests/Documents"
    for (ending, text) in [("flow.yaml", flow.text), ("notes.txt", notes)] {
      let stem = name.prefix { $0 != "." }
      let difference = try checkGolden("\(folder)/\(stem).\(ending)", text)
      #expect(difference == nil, "\(difference ?? "")")
    }
    expectValid(flow)
  }

  @Test(arguments: documents)
  func `every widget, action and method is in the flow or among the notes`(
    source: ImportSource,
    name: String
  ) throws {
    let text = String(decoding: try document(name), as: UTF8.self)
    let flow = try importFlow(source, Array(text.utf8), zones: SystemZones())
    let words = text.matches(of: /"?(?:[tT]ype)"?: "([A-Za-z-]+)"/).map { String($0.1) }
    for line in text.split(separator: "\n").enumerated() where line.element.contains("\"hints\"") {
      #expect(flow.notes.contains { $0.line == line.offset + 1 && $0.text.contains("hints") })
    }
    for word in ["enqueue-call", "InvokeLambdaFunction", "TransferContactToQueue", "regex"]
    where words.contains(word) {
      #expect(flow.notes.contains { $0.text.contains(word) }, "\(word)")
    }
    if source == .swml { #expect(flow.notes.contains { $0.text.contains("`ai`") }) }
  }

  /// An object more has a member that no product knows: it is told of, or what it stands in is.
  @Test(arguments: documents)
  func `a member that nobody reads is noted, in whichever object it stands`(
    source: ImportSource,
    name: String
  ) throws {
    let text = String(decoding: try document(name), as: UTF8.self)
    var silent: [String] = []
    for place in text.indices where isObject(at: place, of: text) {
      let after = text.index(after: place)
      let isEmpty = text[after...].first { !$0.isWhitespace } == "}"
      let changed = text[..<after] + "\"zzz\": \"q\"" + (isEmpty ? "" : ", ") + text[after...]
      guard let flow = try? importFlow(source, Array(changed.utf8), zones: SystemZones()) else {
        continue
      }
      if !flow.notes.contains(where: { $0.text.lowercased().contains("zzz") }),
        !flow.text.lowercased().contains("zzz")
      {
        silent.append(String(text[place...].prefix(24)))
      }
    }
    // What stands within something that is noted is not noted by itself.
    let within = [
      "{ a: 1 } }", "{ \"x\": 0, ", "{ prompt: { text: You ar", "{ text: You are a helper",
      "{ url: \"say:Never said.\"",
    ]
    #expect(silent.allSatisfy { one in within.contains { one.hasPrefix($0) } }, "\(silent)")
  }

  /// With another value a document becomes another flow, or is told of in other words, unless a note
  /// has the member by its name or what it stands in by its place.
  @Test(arguments: everything)
  func `a value that makes no difference is noted`(source: ImportSource, name: String) throws {
    let text = String(decoding: try document(name), as: UTF8.self)
    let original = try importFlow(source, Array(text.utf8), zones: SystemZones())
    let file = SourceFile(id: FileID(0), name: name, text: text)
    let root = try #require(parseYAML(file).document.root)
    let noted = Set(original.notes.map { "\($0.line):\($0.column)" })
    var silent: Set<String> = []
    for scalar in scalars(of: root, below: Place()) {
      let isNoted = scalar.place.keys.contains { key in
        original.notes.contains { $0.text.contains("`\(key)`") }
      }
      let isWithinNoted = scalar.place.spans.contains { span in
        let position = file.position(of: span.start)
        return noted.contains("\(position.line):\(position.column)")
      }
      guard !isNoted, !isWithinNoted else { continue }
      var bytes = Array(text.utf8)
      let isNumber = Int(scalar.text) != nil
      let other = isNumber ? "99999" : "\"zzz\""
      bytes.replaceSubrange(scalar.span.start..<scalar.span.end, with: Array(other.utf8))
      guard let flow = try? importFlow(source, bytes, zones: SystemZones()) else { continue }
      if flow == original { silent.insert(scalar.place.keys.suffix(2).joined(separator: ".")) }
    }
    #expect(silent.subtracting(Self.compared).isEmpty, "\(silent.sorted())")
  }

  /// What callers notice nothing of, and what is only compared with words: another is as none.
  private static let compared: Set<String> = [
    "description", "offset.x", "offset.y", "version", "Version", "entryPointPosition.x",
    "entryPointPosition.y", "conditions.friendly_name", "initial_state", "states.name",
    "states.type", "transitions.event", "properties.record_call", "Parameters.StoreInput",
    "Transitions.NextAction", "Condition.Operator", "Parameters.ContinueFlowExecution",
    "flags.allow_concurrent_calls", "properties.play_beep", "properties.stop_gather",
    "record.beep",
    // Of an error that leads where it goes anyway.
    "Errors.ErrorType",
  ]

  /// Where a value stands: the keys above it, and what is around it in a widget or an action.
  private struct Place {
    var keys: [String] = []
    var spans: [Span] = []
  }

  private func scalars(
    of node: SyntaxNode,
    below place: Place
  ) -> [(place: Place, text: String, span: Span)] {
    if let scalar = node.scalar { return [(place, scalar.text, node.span)] }
    var place = place
    if place.keys.count > 1 { place.spans.append(node.span) }
    let items = (node.items ?? []).flatMap { scalars(of: $0, below: place) }
    let entries = (node.entries ?? []).flatMap { entry in
      var inner = place
      inner.keys.append(entry.key.text)
      return scalars(of: entry.value, below: inner)
    }
    return items + entries
  }

  private func isObject(at place: String.Index, of text: String) -> Bool {
    let before = text[..<place].last
    let after = text[text.index(after: place)...].first { !$0.isWhitespace }
    guard text[place] == "{", before != "$", before != "{", before != "\"" else { return false }
    return after.map { $0 == "\"" || $0 == "}" || $0.isLowercase } ?? false
  }

  @Test(arguments: [
    (ImportSource.studio, "{}", "1:1: it is no flow of Studio: it has no `states`"),
    (.studio, "{\"states\": []}", "1:1: there is no trigger among its states"),
    (.connect, "[]", "1:1: it is no object"),
    (.connect, "{\"Actions\": []}", "1:1: it has no `StartAction`"),
    (.swml, "version: 1.0.0\nsections: { other: [] }", "1:1: it has no section `main`"),
    (.swml, "", "1:1: it is no object"),
    (
      .studio, "{ \"states\": [\n  { \"name\" \"a\" } ] }", "2:12: it is no JSON: here goes a colon"
    ),
    (.connect, "{\n\"Actions\": [", "2:13: it is no JSON: here goes a JSON value"),
    (.connect, "{\"states\": []}", "1:1: it is no flow of Amazon Connect: it has no `Actions`"),
    (
      .connect, "{\"StartAction\": \"b\", \"Actions\": [\n{ \"Identifier\": \"a\" } ] }",
      "1:17: `StartAction` names `b`, which is none of its `Actions`"
    ),
    (
      .connect, #"{"ContactFlow": {"Content": "{\"Actions\" []}"}}"#,
      "1:43: what `Content` holds is no JSON: here goes a colon"
    ),
    (
      .connect, #"{"Content": "{\n\"Actions\": []}"}"#, "1:14: it has no `StartAction`"
    ),
    (
      .connect, "{\"modules\": [], \"start\": \"a\"}",
      "1:1: it is an export of the older form, with `modules`: take what `describe-contact-flow` answers"
    ),
    (.studio, "{\"definition\": \"[]\"}", "1:17: it is no object"),
    (.studio, "{\"definition\": 7}", "1:16: it is no object"),
    (.studio, "{\"states\": [{\"name\": \"a\", \"name\": \"b\"}]}", "1:27: `name` is given twice"),
  ])
  func `a document that is not what it says ends with its place`(
    source: ImportSource,
    text: String,
    complaint: String
  ) {
    do {
      _ = try importFlow(source, Array(text.utf8), zones: SystemZones())
      Issue.record("\(text) was taken")
    } catch {
      #expect("\(error.line):\(error.column): \(error.text)" == complaint)
    }
  }

  @Test func `a place in a text within a document is where it stands in the file`() throws {
    let flow =
      #"{"Version": "x", "Settings": 1, "StartAction": "a", "Actions": [\#n  "#
      + #"{"Identifier": "a", "Type": "😀", "Odd": "\ud83d\ude00", "Other": 2}]}"#
    let content = try #require(String(data: JSONEncoder().encode(flow), encoding: .utf8))
    let text =
      #"{"ContactFlow": {"# + "\n" + #"  "Name": "\ud83d\ude00", "Content": "# + content + "}}"
    let notes = try importFlow(.connect, Array(text.utf8), zones: SystemZones()).notes
    for (word, note) in [("Settings", "of the document"), ("Odd", "`Odd`"), ("Other", "`Other`")] {
      let line = try #require(text.split(separator: "\n").last)
      let start = try #require(line.range(of: #"\""# + word)).lowerBound
      let column = line[..<start].unicodeScalars.count + 1
      let found = try #require(notes.first { $0.text.contains(note) })
      #expect((found.line, found.column) == (2, column), "\(word): \(notes)")
    }
  }

  @Test func `a flow that would be too long is refused, and the longest is all there`() throws {
    func document(_ count: Int) -> [UInt8] {
      let says = (1...count).map {
        #"{"name": "s\#($0)", "type": "say-play", "properties": {"say": "Number \#($0)."}, "#
          + #""transitions": [{"event": "audioComplete", "next": "s\#($0 + 1)"}]}"#
      }
      let first =
        #"{"name": "Trigger", "type": "trigger", "#
        + #""transitions": [{"event": "incomingCall", "next": "s1"}]}"#
      return Array("{\"states\": [\n\(([first] + says).joined(separator: ",\n"))\n]}".utf8)
    }
    // Two steps at the beginning, two of each widget, and one for the place that is not there.
    let longest = try importFlow(.studio, document(998), zones: SystemZones())
    #expect(longest.text.contains("Number 998."))
    #expect(longest.notes.map(\.text) == ["`s999` is not in the document: the call ends there"])
    expectValid(longest)
    do {
      _ = try importFlow(.studio, document(2_500), zones: SystemZones())
      Issue.record("it was taken")
    } catch {
      #expect(error.line == 1002)
      #expect(error.text.hasPrefix("the flow would have 5003 steps, and a flow has at most 2000"))
    }
  }

  /// Followed one within the other, so many labels would be more than a thread has room for.
  @Test func `a way through very many labels is followed to its end`() {
    let labels = (0..<40_000).map { "    - label: l\($0)\n" }.joined()
    do {
      _ = try importFlow(
        .swml,
        Array("sections:\n  main:\n\(labels)".utf8),
        zones: SystemZones()
      )
      Issue.record("it was taken")
    } catch {
      #expect(error.text.hasPrefix("the flow would have 40002 steps"), "\(error)")
    }
  }

  @Test func `a document beyond the limit of its bytes is refused with both`() {
    let bytes = Array("{\"states\": [\(String(repeating: " ", count: 5 << 20))]}".utf8)
    do {
      _ = try importFlow(.studio, bytes, zones: SystemZones())
      Issue.record("it was taken")
    } catch {
      #expect(error.text == "it has \(bytes.count) bytes; at most 1048576 are read")
    }
  }

  @Test func `what broken documents become validates`() throws {
    for (source, name) in Self.documents {
      let original = Array(try document(name))
      let tree = YAMLTree(reading: String(decoding: original, as: UTF8.self))
      for seed in 1...60 as ClosedRange<UInt64> {
        var random = SeededGenerator(seed: seed)
        var changed = tree
        changed.mutate(using: &random)
        let bytes =
          seed % 3 == 0
          ? mutatedBytes(original, using: &random)
          : Array(changed.written(isFlow: source != .swml).utf8)
        do throws(ImportFailure) {
          expectValid(try importFlow(source, bytes, zones: SystemZones()))
        } catch {
          #expect(error.line >= 1 && error.column >= 1 && !error.text.isEmpty, "seed \(seed)")
        }
      }
    }
  }

  private func expectValid(_ flow: ImportedFlow) {
    let project = compileProject(
      ProjectSources(
        files: [ProjectFile(path: "flow.yaml", bytes: Array(flow.text.utf8))],
        environment: nil,
        requiresValues: false,
        zones: SystemZones()
      )
    )
    let shown = renderText(project.findings, files: project.files, style: .plain)
    #expect(!project.findings.hasErrors, "\(shown)\n\(flow.text)")
  }

  private func document(_ name: String) throws -> Data {
    try Data(contentsOf: packageRoot.appending(path: "Tests/FlowImportTests/Documents/\(name)"))
  }
}
