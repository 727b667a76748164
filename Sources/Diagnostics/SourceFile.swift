/// Names a file of one run; spans carry it, so that a label can point into another file.
package struct FileID: Hashable, Comparable, Sendable {
  /// The number that is the file's alone.
  package let index: UInt32

  /// Makes the name of the file of that number.
  package init(_ index: UInt32) {
    self.index = index
  }

  /// The name of the next file.
  package var next: FileID { FileID(index &+ 1) }

  package static func < (left: FileID, right: FileID) -> Bool {
    left.index < right.index
  }

  /// Text that belongs to no file, such as an expression given on the command line.
  package static let none = FileID(.max)
}

/// A text with the name it is shown under and the places where its lines begin.
package struct SourceFile: Sendable {
  /// The file's id in spans.
  package let id: FileID
  /// The path as the user wrote it, or `-` for standard input.
  package let name: String
  /// The whole text, without a byte order mark.
  package let text: String
  /// UTF-8 offsets at which lines begin; the first is 0.
  package let lineStarts: [Int]

  /// Makes a source file and finds its lines (LF, CR LF and CR end a line).
  package init(id: FileID, name: String, text: String) {
    var text = text
    text.makeContiguousUTF8()
    self.id = id
    self.name = name
    self.text = text
    self.lineStarts = Self.findLineStarts(in: text)
  }

  /// The span of the whole text.
  package var span: Span {
    Span(file: id, start: 0, end: text.utf8.count)
  }

  /// The name without a `./` at its beginning, which pages that look files up do not look through.
  package var relativeName: String {
    name.hasPrefix("./") ? String(name.dropFirst(2)) : name
  }

  private static func findLineStarts(in text: String) -> [Int] {
    var starts = [0]
    text.utf8.withContiguousStorageIfAvailable { bytes in
      for (offset, byte) in bytes.enumerated() where byte <= UInt8(ascii: "\r") {
        let isLoneReturn =
          byte == UInt8(ascii: "\r")
          && (offset + 1 == bytes.count || bytes[offset + 1] != UInt8(ascii: "\n"))
        if byte == UInt8(ascii: "\n") || isLoneReturn {
          starts.append(offset + 1)
        }
      }
    }
    return starts
  }
}

/// The files of one run, by id.
///
/// An id stays a file's as long as its text does, whatever files come and go around it; so the
/// order of the files is not that of their ids.
package struct SourceFiles: Sendable {
  /// All files in the order in which they were added.
  package private(set) var all: [SourceFile] = []
  /// Where each file stands, by the number of its id.
  private var places: [Int: Int] = [:]
  /// An id that none of the files has, nor any that comes after it.
  package private(set) var unusedID = FileID(0)
  /// Those that were read only for what they say of others, as `flowctl.yaml` is for a flow.
  package private(set) var companions: [FileID] = []

  /// Makes an empty collection.
  package init() {}

  /// Adds a text under a name and returns the file with its id.
  @discardableResult
  package mutating func add(name: String, text: String) -> SourceFile {
    let file = SourceFile(id: unusedID, name: name, text: text)
    add(file)
    return file
  }

  /// Adds a file that has its id already.
  package mutating func add(_ file: SourceFile) {
    places[Int(file.id.index)] = all.count
    all.append(file)
    unusedID = max(unusedID, file.id.next)
  }

  /// Says that a file was read only for what it says of others.
  package mutating func note(companion id: FileID) {
    companions.append(id)
  }

  /// The file of that id, or nil for `FileID.none` and for an id of another run.
  package subscript(id: FileID) -> SourceFile? {
    places[Int(id.index)].map { all[$0] }
  }

  /// Where the file of that id stands among the others; after them all for `FileID.none`.
  func place(of id: FileID) -> Int {
    places[Int(id.index)] ?? all.count
  }
}
