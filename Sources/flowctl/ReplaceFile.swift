import FlowRuntime
import Foundation

/// Writes a file beside another and puts it in its place, so that whatever happens one of the two is
/// there whole; what may be done with the file stays as it was.
func replaceFile(at path: String, with text: String) throws {
  let target = URL(filePath: path).resolvingSymlinksInPath()
  let beside = target.beside
  do {
    let attributes = try FileManager.default.attributesOfItem(atPath: target.path)
    try Data(text.utf8).write(to: beside)
    if let mode = attributes[.posixPermissions] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: beside.path)
    }
    guard rename(beside.path, target.path) == 0 else {
      throw Complaint("`\(path)` cannot be replaced: \(String(cString: strerror(errno)))")
    }
  } catch {
    try? FileManager.default.removeItem(at: beside)
    throw error is Complaint
      ? error : Complaint("`\(path)` cannot be written: \(FileFailure(of: error).reason)")
  }
}

extension URL {
  /// Where a file is written before it is put in this place: in the same folder, hidden, under a name
  /// that no other process takes.
  var beside: URL {
    let name = ".\(lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
    return deletingLastPathComponent().appending(component: name)
  }
}
