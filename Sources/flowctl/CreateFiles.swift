import FlowRuntime
import Foundation

/// Makes files that are not there yet, all of them or none: each is written beside its place and put
/// there only if nothing is, and what was made is taken away again where a later one cannot be.
func createFiles(_ files: [(path: String, text: String)]) throws {
  var made: [String] = []
  do {
    for file in files {
      try createFile(at: file.path, with: file.text)
      made.append(file.path)
    }
  } catch {
    for path in made { unlink(path) }
    throw error
  }
}

/// Makes a folder with all that it is in, where they are not there yet.
func makeFolder(at path: String) throws {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw Complaint("the folder `\(path)` cannot be made: \(FileFailure(of: error).reason)")
  }
}

private func createFile(at path: String, with text: String) throws {
  let target = URL(filePath: path)
  let beside = target.beside
  defer { unlink(beside.path) }
  do {
    try Data(text.utf8).write(to: beside)
  } catch {
    throw Complaint("`\(path)` cannot be written: \(FileFailure(of: error).reason)")
  }
  // Unlike a move, a link never takes the place of a file that is there.
  guard link(beside.path, target.path) == 0 else {
    let code = errno
    guard code != EEXIST else { throw Complaint("`\(path)` is there already; nothing is written") }
    throw Complaint("`\(path)` cannot be written: \(String(cString: strerror(code)))")
  }
}
