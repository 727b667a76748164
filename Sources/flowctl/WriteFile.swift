import FlowRuntime
import Foundation

/// Writes a file beside its place and puts it there, so that whatever happens what was there is there
/// whole, or what comes in its place; what may be done with a file stays as it was.
///
/// Into a pipe or a device it writes as it is: there is nothing to lose, and its place is not a
/// file's.
func writeFile(at path: String, with text: String) throws {
  let target = URL(filePath: path).resolvingSymlinksInPath()
  do {
    let attributes = try attributes(ofItemAt: target.path)
    if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
      return try writeDirectly(text, to: path)
    }
    try put(text, at: target, allowing: attributes?[.posixPermissions])
  } catch {
    throw Complaint("`\(path)` cannot be written: \(FileFailure(of: error).reason)")
  }
}

/// What is known of what stands at a path; nil where nothing does.
private func attributes(ofItemAt path: String) throws -> [FileAttributeKey: Any]? {
  do {
    return try FileManager.default.attributesOfItem(atPath: path)
  } catch CocoaError.fileReadNoSuchFile {
    return nil
  }
}

private func put(_ text: String, at target: URL, allowing mode: Any?) throws {
  let beside = target.beside
  do {
    try Data(text.utf8).write(to: beside)
    if let mode {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: beside.path)
    }
    guard rename(beside.path, target.path) == 0 else { throw FileFailure.last() }
  } catch {
    unlink(beside.path)
    throw error
  }
}

private func writeDirectly(_ text: String, to path: String) throws {
  let descriptor = open(path, O_WRONLY)
  guard descriptor >= 0 else { throw FileFailure.last() }
  defer { close(descriptor) }
  guard write(text, to: descriptor) else { throw FileFailure.last() }
}

extension URL {
  /// Where a file is written before it is put in this place: in the same folder, hidden, under a name
  /// that no other process takes.
  var beside: URL {
    let name = ".\(lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
    return deletingLastPathComponent().appending(component: name)
  }
}
